package dev.crmkit.internal.record;

import dev.crmkit.pipeline.StageMove;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a record moves. Immutable.
 *
 * @param from what it held as its stage, or null
 * @param to what it holds from now on, or null
 * @param stayed how long it was in the stage that it leaves, or null
 * @param way in which way
 * @param closing whether it is closed by that
 * @param reopening whether it is open again by that
 */
record StageStep(
        @Nullable String from,
        @Nullable String to,
        @Nullable Duration stayed,
        StageMove.Way way,
        boolean closing,
        boolean reopening) {}
