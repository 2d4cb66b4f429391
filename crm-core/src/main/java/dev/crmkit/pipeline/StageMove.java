package dev.crmkit.pipeline;

import dev.crmkit.model.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record that came into a stage. Immutable.
 *
 * @param record the record that moved: the one asked for, or one that was merged into it
 * @param from the stage that it left, as in {@code sales/new}; null if it was in no pipeline
 * @param to the stage that it came into; null if a merge or import that had brought it into a pipeline was undone
 * @param at when
 * @param stayed how long it was in the stage that it left; null if it was in none
 * @param by who did it, and by the kind of actor whether it was a person, an import, an automation or a program
 * @param way in which way
 */
public record StageMove(
        UUID record,
        @Nullable String from,
        @Nullable String to,
        Instant at,
        @Nullable Duration stayed,
        Actor by,
        Way way) {

    /** Checks for null. */
    public StageMove {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
        Objects.requireNonNull(way, "way");
    }

    /** In which way a record moves. Immutable. */
    public enum Way {
        /** By a write that the pipeline's rules allow. */
        ALLOWED,
        /** Against the rules, with the power {@code FORCE_STAGE}. */
        FORCED,
        /** By a merge, which is held to the same rules. */
        MERGED,
        /** Back to where it was before a merge. */
        UNMERGED,
        /** Back to where it was before an import. */
        REVERTED,
        /** Because the stage was deleted. */
        STAGE_DELETED
    }
}
