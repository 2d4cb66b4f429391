package dev.crmkit.spi.storage;

import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job to enqueue. Immutable.
 *
 * @param id a UUID of version 7
 * @param kind which handler runs it; 1 to 100 characters
 * @param payload JSON
 * @param delay how long after now it is due; zero or more
 * @param lane jobs of one lane run one after the other, in the order in which they were enqueued; null runs beside all others
 * @param dedupeKey while a job with this key waits, another is not enqueued; null enqueues always
 * @param maxAttempts after how many failures it is dead; at least 1
 */
public record NewJob(
        UUID id,
        String kind,
        String payload,
        Duration delay,
        @Nullable String lane,
        @Nullable String dedupeKey,
        int maxAttempts) {

    /** Checks the attempts. */
    public NewJob {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(delay, "delay");
        if (maxAttempts < 1 || delay.isNegative()) {
            throw new IllegalArgumentException("A job has at least one attempt and a delay of zero or more");
        }
    }
}
