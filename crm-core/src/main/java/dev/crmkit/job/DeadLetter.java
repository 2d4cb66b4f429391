package dev.crmkit.job;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that will not run again by itself, until someone requeues or discards it. Immutable.
 *
 * @param id its id
 * @param kind which handler ran it
 * @param payload the text of a JSON object
 * @param lane its lane, or null
 * @param attempts how often it failed
 * @param crashes how often a worker died or fell silent with it
 * @param quarantined whether it died of crashes rather than failures
 * @param error the last error: the exception's class and message, at most 4,000 characters
 * @param diedAt when it died
 */
public record DeadLetter(
        UUID id,
        String kind,
        String payload,
        @Nullable String lane,
        int attempts,
        int crashes,
        boolean quarantined,
        String error,
        Instant diedAt) {

    /** Checks for null. */
    public DeadLetter {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(diedAt, "diedAt");
    }

    /** Without the payload, so that a log line does not hold it. */
    @Override
    public String toString() {
        return "DeadLetter[" + id + ", " + kind + ", " + diedAt + ", " + error + "]";
    }
}
