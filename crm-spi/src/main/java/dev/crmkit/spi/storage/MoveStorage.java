package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The moves of the workspace's records through stages: appended, never changed. A move stays with the id of the record that made it, also when that
 * record is merged. Not thread-safe.
 */
public interface MoveStorage {

    /**
     * Appends moves in a number of statements that does not depend on how many there are.
     *
     * @throws dev.crmkit.error.StorageException if the workspace has no such record
     */
    void append(List<StoredMove> moves);

    /**
     * A page of the moves of these records, newest first: by time, then by id (bytewise), both falling.
     *
     * @param records up to 10,000; none gives none
     * @param after where the page begins, or null for the first
     * @param limit the most moves, 1 to 1,000
     */
    List<StoredMove> list(Collection<UUID> records, @Nullable Place after, int limit);

    /**
     * Removes all moves of these records.
     *
     * @return how many there were
     */
    int remove(Collection<UUID> records);

    /** How long things took, in groups, in no order; one statement. */
    List<SpanQuery.Row> spans(SpanQuery query);

    /**
     * A place among the moves: past the one with this time and id. Immutable.
     *
     * @param at the move's time
     * @param id the move's id
     */
    record Place(Instant at, UUID id) {
        /** Checks for null. */
        public Place {
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(id, "id");
        }
    }
}
