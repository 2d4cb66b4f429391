package dev.crmkit.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it; it never goes back. Thread-safe. */
public final class VirtualClock implements InstantSource {
    private final AtomicReference<Instant> now;

    private VirtualClock(Instant start) {
        now = new AtomicReference<>(start);
    }

    /** A clock that shows this instant. */
    public static VirtualClock at(Instant start) {
        return new VirtualClock(Objects.requireNonNull(start, "start"));
    }

    @Override
    public Instant instant() {
        return Objects.requireNonNull(now.get());
    }

    /**
     * Moves on.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("The clock goes forward only, not by " + duration);
        }
        now.updateAndGet(instant -> instant.plus(duration));
    }

    /**
     * Moves on to an instant.
     *
     * @throws IllegalArgumentException if it has passed
     */
    public void advanceTo(Instant instant) {
        now.updateAndGet(before -> {
            if (instant.isBefore(before)) {
                throw new IllegalArgumentException(
                        "The clock goes forward only: it shows " + before + ", after " + instant);
            }
            return instant;
        });
    }

    /** The instant it shows. */
    @Override
    public String toString() {
        return instant().toString();
    }
}
