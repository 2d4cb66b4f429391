package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A question for a page of events, newest first by time, then id (bytewise). Immutable.
 *
 * @param records only of these records, up to 10,000; empty for the whole workspace
 * @param types only of these types; empty for all
 * @param from only from this instant on, or null
 * @param until only before this instant, or null
 * @param after where the page begins, or null for the first
 * @param limit the most events, 1 to 1,000
 */
public record EventQuery(
        Set<UUID> records,
        Set<String> types,
        @Nullable Instant from,
        @Nullable Instant until,
        @Nullable Place after,
        int limit) {

    /** Copies the sets. */
    public EventQuery {
        records = Set.copyOf(records);
        types = Set.copyOf(types);
    }

    /**
     * A place in the log: after (that is, older than) the event with this time and id. Immutable.
     *
     * @param occurredAt the event's time
     * @param id the event's id
     */
    public record Place(Instant occurredAt, UUID id) {
        /** Checks for null. */
        public Place {
            Objects.requireNonNull(occurredAt, "occurredAt");
            Objects.requireNonNull(id, "id");
        }
    }
}
