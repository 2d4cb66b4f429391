package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question for a page of items of one kind, by time, then id (bytewise). Immutable.
 *
 * @param kind the kind
 * @param records only of these records, up to 10,000; empty for all, and for items without a record
 * @param keys only with one of these keys, up to 10,000; empty for all
 * @param newestFirst whether time and id run from the greatest
 * @param after where the page begins, or null for the first
 * @param limit the most items, 1 to 10,000
 */
public record ItemQuery(
        String kind,
        Set<UUID> records,
        Set<String> keys,
        boolean newestFirst,
        @Nullable Place after,
        int limit) {

    /** Copies the sets. */
    public ItemQuery {
        Objects.requireNonNull(kind, "kind");
        records = Set.copyOf(records);
        keys = Set.copyOf(keys);
    }

    /** The items of these records, oldest first. */
    public static ItemQuery of(String kind, Set<UUID> records, int limit) {
        return new ItemQuery(kind, records, Set.of(), false, null, limit);
    }

    /** The items with one of these keys, oldest first. */
    public static ItemQuery withKeys(String kind, Set<String> keys, int limit) {
        return new ItemQuery(kind, Set.of(), keys, false, null, limit);
    }

    /**
     * A place among the items: past the one with this time and id. Immutable.
     *
     * @param at the item's time
     * @param id the item's id
     */
    public record Place(Instant at, UUID id) {
        /** Checks for null. */
        public Place {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(id, "id");
        }
    }
}
