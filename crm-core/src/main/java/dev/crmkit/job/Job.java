package dev.crmkit.job;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A job to enqueue: a kind, a payload, and when, where and how often it runs. Every method returns a changed copy. Immutable.
 *
 * <p>Limits are checked when the job is enqueued, all faults at once.
 */
public final class Job {
    /** The longest kind, in characters. */
    public static final int MAX_KIND = 100;

    /** The longest lane or dedupe key, in characters. */
    public static final int MAX_NAME = 200;

    /** The longest payload, in characters. */
    public static final int MAX_PAYLOAD = 262_144;

    /** The longest delay, in days. */
    public static final int MAX_DELAY_DAYS = 3_660;

    private final String kind;
    private final String payload;
    private final Duration delay;
    private final @Nullable String lane;
    private final @Nullable String dedupeKey;
    private final @Nullable Integer maxAttempts;

    private Job(
            String kind,
            String payload,
            Duration delay,
            @Nullable String lane,
            @Nullable String dedupeKey,
            @Nullable Integer maxAttempts) {
        this.kind = kind;
        this.payload = payload;
        this.delay = delay;
        this.lane = lane;
        this.dedupeKey = dedupeKey;
        this.maxAttempts = maxAttempts;
    }

    /**
     * A job without a payload, that is, with an empty JSON object.
     *
     * @param kind which handler runs it; 1 to {@value #MAX_KIND} characters
     */
    public static Job of(String kind) {
        return of(kind, "{}");
    }

    /**
     * A job due at once.
     *
     * @param kind which handler runs it; 1 to {@value #MAX_KIND} characters
     * @param payload the text of a JSON object, at most {@value #MAX_PAYLOAD} characters. It is shown to whoever looks at dead jobs, so put
     *     the name of a secret into it, never the secret
     */
    public static Job of(String kind, String payload) {
        return new Job(
                Objects.requireNonNull(kind, "kind"),
                Objects.requireNonNull(payload, "payload"),
                Duration.ZERO,
                null,
                null,
                null);
    }

    /** How long from now on until it is due; zero to {@value #MAX_DELAY_DAYS} days. */
    public Job delay(Duration time) {
        return new Job(kind, payload, Objects.requireNonNull(time, "time"), lane, dedupeKey, maxAttempts);
    }

    /**
     * Jobs of one lane run one after the other, in the order in which they were enqueued; one that waits for its next attempt holds up
     * those behind it.
     *
     * @param name 1 to {@value #MAX_NAME} characters, or null to run beside all others
     */
    public Job lane(@Nullable String name) {
        return new Job(kind, payload, delay, name, dedupeKey, maxAttempts);
    }

    /**
     * While a job with this key waits in the workspace, another is not enqueued. One that has begun to run no longer counts as waiting, so
     * news that arrives meanwhile is handled by one more job.
     *
     * @param key 1 to {@value #MAX_NAME} characters, or null to enqueue always
     */
    public Job dedupeKey(@Nullable String key) {
        return new Job(kind, payload, delay, lane, key, maxAttempts);
    }

    /** After how many failures it is dead, instead of the number of its kind; 1 to {@value JobOptions#LIMIT_OF_ATTEMPTS}. */
    public Job maxAttempts(int failures) {
        return new Job(kind, payload, delay, lane, dedupeKey, failures);
    }

    /** Which handler runs it. */
    public String kind() {
        return kind;
    }

    /** The text of a JSON object. */
    public String payload() {
        return payload;
    }

    /** How long after it is enqueued it is due. */
    public Duration delay() {
        return delay;
    }

    /** The lane, or null. */
    public @Nullable String lane() {
        return lane;
    }

    /** The dedupe key, or null. */
    public @Nullable String dedupeKey() {
        return dedupeKey;
    }

    /** After how many failures it is dead, or null for the number of its kind. */
    public @Nullable Integer maxAttempts() {
        return maxAttempts;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Job that
                && kind.equals(that.kind)
                && payload.equals(that.payload)
                && delay.equals(that.delay)
                && Objects.equals(lane, that.lane)
                && Objects.equals(dedupeKey, that.dedupeKey)
                && Objects.equals(maxAttempts, that.maxAttempts);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind, payload, delay, lane, dedupeKey, maxAttempts);
    }

    /** Without the payload, so that a log line does not hold it. */
    @Override
    public String toString() {
        return "Job[" + kind + (lane == null ? "" : ", lane " + lane) + (dedupeKey == null ? "" : ", key " + dedupeKey)
                + "]";
    }
}
