package dev.crmkit.testkit;

import dev.crmkit.spi.schedule.Scheduler;
import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A scheduler that a test drives: it calls the work in the test's own thread, when the test says so, and skips the time in between. It
 * starts no threads, so a test with it runs the same way each time. Thread-safe; drive it from one thread at a time.
 */
public final class ManualScheduler implements Scheduler {
    /** More rounds than this at one instant mean that the work never comes to rest. */
    private static final int MOST_ROUNDS = 100_000;

    private final VirtualClock clock;
    private final AtomicReference<@Nullable Work> work = new AtomicReference<>();
    private final AtomicBoolean woken = new AtomicBoolean();

    private ManualScheduler(VirtualClock clock) {
        this.clock = clock;
    }

    /** A scheduler that moves this clock, which should be the engine's too. */
    public static ManualScheduler on(VirtualClock clock) {
        return new ManualScheduler(Objects.requireNonNull(clock, "clock"));
    }

    @Override
    public void start(Work work) {
        if (!this.work.compareAndSet(null, Objects.requireNonNull(work, "work"))) {
            throw new IllegalStateException("The scheduler has been started already. Make one for each engine");
        }
    }

    @Override
    public void wake() {
        woken.set(true);
    }

    /** Whether {@link #wake()} was called since the last round began. */
    public boolean isWoken() {
        return woken.get();
    }

    /**
     * Calls the work once: the heartbeat, then a round.
     *
     * @return how long nothing is expected to be due
     * @throws IllegalStateException if the engine has not started it, or has closed it
     */
    public Duration runOnce() {
        Work started = work.get();
        if (started == null) {
            throw new IllegalStateException("The scheduler is not running. Start the engine first");
        }
        woken.set(false);
        started.heartbeat();
        return started.round();
    }

    /**
     * Calls rounds until nothing more is due now. No time passes.
     *
     * @return how long nothing is expected to be due
     * @throws IllegalStateException if the work does not come to rest
     */
    public Duration runUntilIdle() {
        for (int rounds = 0; rounds < MOST_ROUNDS; rounds++) {
            Duration rest = runOnce();
            if (!rest.isZero() && !isWoken()) {
                return rest;
            }
        }
        throw new IllegalStateException("After " + MOST_ROUNDS + " rounds at " + clock
                + " there is still something due. Look for jobs that enqueue themselves without delay");
    }

    /** Lets time pass: as {@link #advanceTo}. */
    public void advance(Duration duration) {
        advanceTo(clock.instant().plus(duration));
    }

    /**
     * Lets time pass up to an instant: the clock jumps from one time at which something is due to the next, and everything due runs at its
     * time.
     *
     * @throws IllegalArgumentException if the instant has passed
     */
    public void advanceTo(Instant instant) {
        Duration rest = runUntilIdle();
        while (rest.compareTo(Duration.between(clock.instant(), instant)) < 0) {
            clock.advance(rest);
            rest = runUntilIdle();
        }
        clock.advanceTo(instant);
        runUntilIdle();
    }

    @Override
    public void close() {
        work.set(null);
    }
}
