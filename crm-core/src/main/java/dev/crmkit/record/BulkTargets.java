package dev.crmkit.record;

import dev.crmkit.query.ListQuery;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/** The records that a bulk call is about. Immutable. */
public sealed interface BulkTargets {

    /** These records, up to 10,000; one that is named twice counts once. */
    static BulkTargets of(Collection<UUID> ids) {
        return new Ids(List.copyOf(new LinkedHashSet<>(ids)));
    }

    /**
     * The records that a list shows, all pages of it, as they are when the call begins; its order, page and count do not matter.
     *
     * @param atMost how many the caller expects at most, 1 to 10,000: if there are more, nothing is written
     */
    static BulkTargets matching(ListQuery query, int atMost) {
        return new Matching(query, atMost);
    }

    /**
     * Records by id.
     *
     * @param ids each once
     */
    record Ids(List<UUID> ids) implements BulkTargets {
        /** Copies the ids. */
        public Ids {
            ids = List.copyOf(ids);
        }
    }

    /**
     * Records by a question.
     *
     * @param query which records
     * @param atMost how many the caller expects at most
     */
    record Matching(ListQuery query, int atMost) implements BulkTargets {
        /** Checks for null. */
        public Matching {
            Objects.requireNonNull(query, "query");
        }
    }
}
