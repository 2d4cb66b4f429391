package dev.crmkit.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a record is in a pipeline. Immutable.
 *
 * @param pipeline the pipeline's key
 * @param stage the stage's key
 * @param enteredAt when the record came into this stage
 * @param closedAt when the record was closed: when it left the open stages; null while it is open
 */
public record StagePosition(
        String pipeline,
        String stage,
        Instant enteredAt,
        @Nullable Instant closedAt) {

    /** Checks for null. */
    public StagePosition {
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(enteredAt, "enteredAt");
    }

    /** Whether the stage is one in which the work is done, well or not. */
    public boolean isClosed() {
        return closedAt != null;
    }

    /** The stage as conditions, groups and events name it, as in {@code sales/won}. */
    public String fullStage() {
        return pipeline + '/' + stage;
    }
}
