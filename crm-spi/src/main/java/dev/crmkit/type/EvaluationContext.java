package dev.crmkit.type;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * When and where a condition is evaluated; the same for a whole query. Immutable.
 *
 * @param now the engine's time
 * @param zone the workspace's zone
 */
public record EvaluationContext(Instant now, ZoneId zone) {
    /** Checks for null. */
    public EvaluationContext {
        Objects.requireNonNull(now, "now");
        Objects.requireNonNull(zone, "zone");
    }
}
