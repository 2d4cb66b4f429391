package dev.crmkit.benchmarks.compare;

import dev.crmkit.spi.schedule.Scheduler;
import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Runs the product's jobs when it is told to, and never while something is measured. Not thread-safe. */
final class Background implements Scheduler {
    private static final Duration GLANCE = Duration.ofMillis(50);

    private @Nullable Work work;

    @Override
    public void start(Work newWork) {
        work = newWork;
    }

    /** Does what is due, and rests for a moment if nothing is. */
    void round() {
        Work started = Objects.requireNonNull(work, "the engine has not started");
        started.heartbeat();
        if (!started.round().isZero()) {
            LockSupport.parkNanos(GLANCE.toNanos());
        }
    }

    @Override
    public void wake() {
        // Whoever waits calls rounds anyway.
    }

    @Override
    public void close() {
        work = null;
    }
}
