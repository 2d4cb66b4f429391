package dev.crmkit.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/** A clock that stands still until a test moves it; it never goes back. Thread-safe. */
public final class VirtualClock implements InstantSource {
    private Instant now;

    private VirtualClock(Instant start) {
        now = start;
    }

    /** A clock that shows this instant. */
    public static VirtualClock at(Instant start) {
        return new VirtualClock(Objects.requireNonNull(start, "start"));
    }

    @Override
    public synchronized Instant instant() {
        return now;
    }

    /**
     * Moves on.
     *
     * @throws IllegalArgumentException if the duration is negative
     */
    public synchronized void advance(Duration duration) {
        advanceTo(now.plus(duration));
    }

    /**
     * Moves on to an instant.
     *
     * @throws IllegalArgumentException if it has passed
     */
    public synchronized void advanceTo(Instant instant) {
        if (instant.isBefore(now)) {
            throw new IllegalArgumentException("The clock goes forward only: it shows " + now + ", after " + instant);
        }
        now = instant;
    }

    /** The instant it shows. */
    @Override
    public String toString() {
        return instant().toString();
    }
}
