package dev.crmkit.duplicate;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A scan of all live records of an object, as far as it has come. Immutable.
 *
 * @param id the scan
 * @param object the slug of the object
 * @param state how it stands
 * @param keys how many keys it has looked at: addresses, numbers, domains and beginnings of names
 * @param pairs how many pairs it has found
 * @param large the groups that were too large to compare whole, up to 100; unmodifiable
 * @param largeGroups how many such groups there were
 * @param startedAt when it was asked for
 * @param finishedAt when it was done, or null
 */
public record DuplicateScan(
        UUID id,
        String object,
        State state,
        long keys,
        long pairs,
        List<LargeGroup> large,
        long largeGroups,
        Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Copies the list. */
    public DuplicateScan {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(state, "state");
        large = List.copyOf(large);
        Objects.requireNonNull(startedAt, "startedAt");
    }

    /** How a scan stands. */
    public enum State {
        /** It waits until the rules see all records. */
        WAITING,
        /** Workers are at it, or will be. */
        RUNNING,
        /** All is looked at. */
        DONE
    }

    /**
     * Records with one key that were too many to compare each with each: they were compared in portions. Immutable.
     *
     * @param rule the rule
     * @param records how many there were
     * @param portion how many were compared with each other at a time
     */
    public record LargeGroup(DuplicateRule rule, long records, int portion) {

        /** Checks for null. */
        public LargeGroup {
            Objects.requireNonNull(rule, "rule");
        }
    }
}
