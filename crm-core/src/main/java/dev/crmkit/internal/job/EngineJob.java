package dev.crmkit.internal.job;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.NewJob;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A job that the engine gives itself. Immutable.
 *
 * @param kind begins with {@value #PREFIX}
 * @param payload texts, numbers, booleans, lists and maps of these
 * @param delay how long from now on until it is due; zero or more
 * @param dedupeKey while a job with this key waits, another is not enqueued
 */
public record EngineJob(String kind, Map<String, ?> payload, Duration delay, String dedupeKey) {
    /** What the kinds of the engine's own jobs begin with, and those of hosts do not. */
    public static final String PREFIX = "crm.";

    /** Checks for null. */
    public EngineJob {
        Objects.requireNonNull(kind, "kind");
        payload = Map.copyOf(payload);
        Objects.requireNonNull(delay, "delay");
        Objects.requireNonNull(dedupeKey, "dedupeKey");
    }

    /** Enqueues jobs in the transaction, in one call of the storage; nothing if there are none. */
    public static void enqueue(Tx tx, List<EngineJob> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        tx.storage()
                .jobs()
                .enqueue(jobs.stream()
                        .map(job -> new NewJob(
                                tx.newId(),
                                job.kind,
                                Json.write(job.payload),
                                job.delay,
                                null,
                                job.dedupeKey,
                                JobOptions.DEFAULT_ATTEMPTS))
                        .toList());
        tx.markEnqueued();
    }
}
