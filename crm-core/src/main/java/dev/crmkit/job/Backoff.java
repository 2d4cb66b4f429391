package dev.crmkit.job;

import java.time.Duration;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * How long a job waits after a failure: a random time up to a bound that doubles with every failure, so that jobs which failed together do
 * not come back together. Immutable.
 *
 * @param first the bound after the first failure; more than zero
 * @param cap what the bound never exceeds; at least {@code first}, at most {@value Job#MAX_DELAY_DAYS} days
 */
public record Backoff(Duration first, Duration cap) {
    private static final Backoff STANDARD = new Backoff(Duration.ofSeconds(5), Duration.ofHours(1));

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException if they are outside
     */
    public Backoff {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(cap, "cap");
        if (first.isNegative() || first.isZero() || cap.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "A backoff begins above zero and ends at or above its beginning, not at " + first + " and " + cap);
        }
        if (cap.compareTo(Duration.ofDays(Job.MAX_DELAY_DAYS)) > 0) {
            throw new IllegalArgumentException("A backoff ends within " + Job.MAX_DELAY_DAYS + " days, not at " + cap);
        }
    }

    /** Five seconds, doubling up to an hour. */
    public static Backoff standard() {
        return STANDARD;
    }

    /** Doubling from the first bound up to the cap. */
    public static Backoff exponential(Duration first, Duration cap) {
        return new Backoff(first, cap);
    }

    /**
     * The longest wait after a number of failures.
     *
     * @param failures at least 1
     */
    public Duration bound(int failures) {
        if (failures < 1) {
            throw new IllegalArgumentException("A wait follows at least 1 failure, not " + failures);
        }
        Duration bound = first;
        for (int i = 1; i < failures && bound.compareTo(cap) < 0; i++) {
            bound = bound.multipliedBy(2);
        }
        return bound.compareTo(cap) < 0 ? bound : cap;
    }

    /**
     * A wait from zero up to the bound, both included, to the microsecond.
     *
     * @param failures at least 1
     */
    public Duration delay(int failures, RandomGenerator random) {
        Objects.requireNonNull(random, "random");
        long micros = bound(failures).toNanos() / 1_000;
        return Duration.ofNanos(random.nextLong(micros + 1) * 1_000);
    }
}
