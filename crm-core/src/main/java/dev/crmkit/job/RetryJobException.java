package dev.crmkit.job;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Thrown by a handler: this attempt failed, and the next one has a time of its own, such as the one in a {@code Retry-After} header.
 * Immutable.
 */
public final class RetryJobException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Duration after;

    /**
     * A failure and when to try again.
     *
     * @param message for people, without secrets
     * @param after from now on; zero to {@value Job#MAX_DELAY_DAYS} days
     * @throws IllegalArgumentException if it is outside
     */
    public RetryJobException(String message, Duration after) {
        this(message, after, null);
    }

    /** A failure, when to try again, and what lies beneath. */
    public RetryJobException(String message, Duration after, @Nullable Throwable cause) {
        super(message, cause);
        Objects.requireNonNull(after, "after");
        if (after.isNegative() || after.compareTo(Duration.ofDays(Job.MAX_DELAY_DAYS)) > 0) {
            throw new IllegalArgumentException(
                    "A job is tried again after zero to " + Job.MAX_DELAY_DAYS + " days, not after " + after);
        }
        this.after = after;
    }

    /** How long to wait. */
    public Duration after() {
        return after;
    }
}
