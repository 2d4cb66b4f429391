package dev.crmkit.benchmarks.compare;

import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ListQuery;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is asked of every layout, in the words of the product. Immutable. */
sealed interface Question {

    /**
     * A page of records.
     *
     * @param query with the product's cursor, if it is not the first page
     * @param after the place of that cursor, or null
     * @param seller the one whose own records alone are seen, or null for all
     */
    record Listing(
            ListQuery query, @Nullable Mark after, @Nullable String seller) implements Question {
        /** A first page, as somebody sees it who sees all. */
        static Listing of(ListQuery query) {
            return new Listing(query, null, null);
        }

        /** A first page, as a seller sees it. */
        static Listing seenBy(String seller, ListQuery query) {
            return new Listing(query, null, seller);
        }
    }

    /**
     * The place after a record.
     *
     * @param value what the record is sorted by
     */
    record Mark(Object value, UUID id) {}

    /**
     * A page far from the first one; whoever asks turns to it first, and then asks for a {@link Listing}.
     *
     * @param query the first page, with one sort key
     * @param page from 1; a nearer one where the list has not so many
     */
    record FarPage(ListQuery query, int page) implements Question {}

    /**
     * A number of records.
     *
     * @param cap how far it is exact, or 0 for all the way
     */
    record Counting(ListQuery query, int cap) implements Question {}

    /**
     * Groups.
     *
     * @param seller the one whose own records alone are seen, or null for all
     */
    record Grouping(AggregateQuery query, @Nullable String seller) implements Question {
        static Grouping of(AggregateQuery query) {
            return new Grouping(query, null);
        }
    }

    /** Records by their ids. */
    record Fetching(List<UUID> ids) implements Question {}

    /**
     * The newest records of each group.
     *
     * @param attribute a choice
     * @param options its options
     * @param cards how many of each
     */
    record Board(String attribute, List<String> options, int cards) implements Question {}
}
