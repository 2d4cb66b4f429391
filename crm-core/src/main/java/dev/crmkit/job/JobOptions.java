package dev.crmkit.job;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How jobs of one kind are tried. Every method returns a changed copy. Immutable. */
public final class JobOptions {
    /** After how many failures a job is dead where nothing is said. */
    public static final int DEFAULT_ATTEMPTS = 10;

    /** The most failures that can be asked for. */
    public static final int LIMIT_OF_ATTEMPTS = 1_000;

    private static final JobOptions STANDARD = new JobOptions(DEFAULT_ATTEMPTS, Backoff.standard());

    private final int maxAttempts;
    private final Backoff backoff;

    private JobOptions(int maxAttempts, Backoff backoff) {
        this.maxAttempts = maxAttempts;
        this.backoff = backoff;
    }

    /** {@value #DEFAULT_ATTEMPTS} attempts with {@link Backoff#standard()}. */
    public static JobOptions standard() {
        return STANDARD;
    }

    /**
     * After how many failures a job is dead, where the job itself says nothing else; 1 to {@value #LIMIT_OF_ATTEMPTS}.
     *
     * @throws IllegalArgumentException if it is outside
     */
    public JobOptions maxAttempts(int failures) {
        if (failures < 1 || failures > LIMIT_OF_ATTEMPTS) {
            throw new IllegalArgumentException("A job has 1 to " + LIMIT_OF_ATTEMPTS + " attempts, not " + failures);
        }
        return new JobOptions(failures, backoff);
    }

    /** How long to wait between attempts. */
    public JobOptions backoff(Backoff waits) {
        return new JobOptions(maxAttempts, Objects.requireNonNull(waits, "waits"));
    }

    /** After how many failures a job is dead. */
    public int maxAttempts() {
        return maxAttempts;
    }

    /** How long to wait between attempts. */
    public Backoff backoff() {
        return backoff;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof JobOptions that && maxAttempts == that.maxAttempts && backoff.equals(that.backoff);
    }

    @Override
    public int hashCode() {
        return Objects.hash(maxAttempts, backoff);
    }

    @Override
    public String toString() {
        return "JobOptions[" + maxAttempts + " attempts, " + backoff + "]";
    }
}
