package dev.crmkit.record;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of one record of a bulk claim. Immutable.
 *
 * @param id the record asked for
 * @param outcome what became of it
 * @param owner who owns it now, as text; null if nobody does or the record is not there
 */
public record ClaimResult(
        UUID id, Outcome outcome, @Nullable String owner) {
    /** Checks for null. */
    public ClaimResult {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(outcome, "outcome");
    }

    /** What became of a record. Immutable. */
    public enum Outcome {
        /** It is the actor's from now on. */
        CLAIMED,
        /** It was the actor's before. */
        UNCHANGED,
        /** Somebody else owns it. */
        OWNED,
        /** It is archived. */
        ARCHIVED,
        /** The actor may not change it. */
        FORBIDDEN,
        /** There is no such record. */
        NOT_FOUND
    }
}
