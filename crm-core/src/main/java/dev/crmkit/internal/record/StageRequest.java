package dev.crmkit.internal.record;

import dev.crmkit.pipeline.StageMove;
import org.jspecify.annotations.Nullable;

/**
 * The stage that a caller asks for. Immutable.
 *
 * @param pipeline the pipeline's key, or null if it is not named by itself
 * @param stage the stage's key alone or with its pipeline's, or null for the first of the pipeline
 * @param way in which way the record is to move
 */
record StageRequest(@Nullable String pipeline, @Nullable String stage, StageMove.Way way) {

    /** To the stage as callers name it. */
    static StageRequest to(String stage) {
        return new StageRequest(null, stage, StageMove.Way.ALLOWED);
    }

    StageRequest inPipeline(String key) {
        return new StageRequest(key, stage, way);
    }

    StageRequest toStage(String name) {
        return new StageRequest(pipeline, name, way);
    }

    StageRequest by(StageMove.Way newWay) {
        return new StageRequest(pipeline, stage, newWay);
    }
}
