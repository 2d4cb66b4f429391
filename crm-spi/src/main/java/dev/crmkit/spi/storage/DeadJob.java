package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job that will not run again by itself. Immutable.
 *
 * @param id its id
 * @param kind which handler ran it
 * @param payload JSON
 * @param lane its lane, or null
 * @param attempts how often it failed
 * @param crashes how often a lease of it ran out
 * @param quarantined whether it died of crashes rather than failures
 * @param error the last error
 * @param diedAt when it died
 */
public record DeadJob(
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
    public DeadJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(error, "error");
        Objects.requireNonNull(diedAt, "diedAt");
    }
}
