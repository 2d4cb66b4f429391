package dev.crmkit.schedule;

import dev.crmkit.spi.schedule.Scheduler;
import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the engine's work from daemon threads of its own: workers, named {@code crmkit-worker-1} and so on, and one for heartbeats.
 * Thread-safe. It starts once; the engine it is given to closes it.
 *
 * <p>While there is work, every worker works. When there is none, one of them looks again after what the last round named, but no sooner
 * than after 50 milliseconds and no later than after one second, and the others rest; {@link #wake()} rouses all.
 */
public final class ThreadPoolScheduler implements Scheduler {
    private static final Logger LOG = LoggerFactory.getLogger(ThreadPoolScheduler.class);
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** How long an interrupted thread has to let go. */
    private static final Duration LAST_WAIT = Duration.ofSeconds(2);

    private final int threads;
    private final Duration closeWait;
    private final RestingPlace rest = new RestingPlace();
    private final CountDownLatch heartStops = new CountDownLatch(1);
    private final Object lifecycle = new Object();
    private final List<Thread> workers = new ArrayList<>();
    private final List<Thread> hearts = new ArrayList<>();
    private boolean isStarted;
    private boolean isClosed;

    private ThreadPoolScheduler(Builder builder) {
        this.threads = builder.threads;
        this.closeWait = builder.closeWait;
    }

    /** Four workers. */
    public static ThreadPoolScheduler create() {
        return builder().build();
    }

    /** As many workers as wanted. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Starts the threads.
     *
     * @throws IllegalStateException if it was started or closed before
     */
    @Override
    public void start(Work work) {
        Objects.requireNonNull(work, "work");
        synchronized (lifecycle) {
            if (isStarted || isClosed) {
                throw new IllegalStateException("A ThreadPoolScheduler starts once, and this one was "
                        + (isClosed ? "closed" : "started") + " before. Create one for each engine");
            }
            isStarted = true;
            Duration every = work.heartbeatEvery();
            hearts.add(daemon("crmkit-heartbeat", () -> beat(work, every)));
            for (int i = 1; i <= threads; i++) {
                workers.add(daemon("crmkit-worker-" + i, () -> work(work)));
            }
            hearts.forEach(Thread::start);
            workers.forEach(Thread::start);
        }
    }

    @Override
    public void wake() {
        rest.wake();
    }

    /**
     * Lets the rounds under way end, interrupts those that take longer than the builder's {@link Builder#closeWait}, and waits two more
     * seconds for them. Heartbeats go on until then. Called from a worker, it does not wait for that one.
     */
    @Override
    public void close() {
        synchronized (lifecycle) {
            if (isClosed) {
                return;
            }
            isClosed = true;
        }
        rest.close();
        boolean interrupted = !join(workers, closeWait);
        others(workers).forEach(Thread::interrupt);
        // who is interrupted while waiting has no more time to give
        interrupted |= !join(workers, interrupted ? Duration.ZERO : LAST_WAIT);
        heartStops.countDown();
        interrupted |= !join(hearts, interrupted ? Duration.ZERO : LAST_WAIT);
        List<Thread> left = others(workers);
        if (!left.isEmpty()) {
            LOG.warn("{} workers do not end although they were interrupted; their jobs are given back", left.size());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void work(Work work) {
        while (!rest.isClosed()) {
            long calls = rest.calls();
            Duration next = round(work);
            try {
                if (next.isZero() || next.isNegative()) {
                    rest.wake();
                } else {
                    rest.await(within(next), calls);
                }
            } catch (InterruptedException e) {
                // Someone interrupted a worker that was not at work. If it was close(), the loop ends; else it goes on.
                LOG.debug("An idle worker was interrupted");
            }
        }
    }

    private Duration round(Work work) {
        try {
            return work.round();
        } catch (Throwable failure) {
            LOG.error("A round of work failed, which it must not; it is tried again", failure);
            return LONGEST_PAUSE;
        }
    }

    private void beat(Work work, Duration every) {
        try {
            long begun = System.nanoTime();
            long left = every.toNanos();
            while (!heartStops.await(left, TimeUnit.NANOSECONDS)) {
                begun = System.nanoTime();
                try {
                    work.heartbeat();
                } catch (Throwable failure) {
                    LOG.error("A heartbeat failed, which it must not; it is tried again", failure);
                }
                // a slow heartbeat does not put off the next
                left = every.toNanos() - (System.nanoTime() - begun);
            }
        } catch (InterruptedException e) {
            LOG.warn("Heartbeats end, since their thread was interrupted; jobs that run long will lose their leases");
        }
    }

    private static Duration within(Duration pause) {
        if (pause.compareTo(SHORTEST_PAUSE) < 0) {
            return SHORTEST_PAUSE;
        }
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }

    private static Thread daemon(String name, Runnable code) {
        Thread thread = new Thread(code, name);
        thread.setDaemon(true);
        return thread;
    }

    private static List<Thread> others(List<Thread> threads) {
        return threads.stream()
                .filter(thread -> thread.isAlive() && !thread.equals(Thread.currentThread()))
                .toList();
    }

    /** Waits for threads, and says whether the wait was left alone. */
    private static boolean join(List<Thread> threads, Duration wait) {
        long end = System.nanoTime() + wait.toNanos();
        try {
            for (Thread thread : others(threads)) {
                TimeUnit.NANOSECONDS.timedJoin(thread, end - System.nanoTime());
            }
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    /** Settings of a scheduler. Not thread-safe. */
    public static final class Builder {
        private static final int MOST_THREADS = 256;
        private static final Duration LONGEST_WAIT = Duration.ofHours(1);

        private int threads = 4;
        private Duration closeWait = Duration.ofSeconds(10);

        private Builder() {}

        /**
         * How many jobs run at once at most; 1 to 256, four where not said. Each takes up to one connection of the storage's pool, and the
         * heartbeat another.
         *
         * @throws IllegalArgumentException if it is outside
         */
        public Builder threads(int workers) {
            if (workers < 1 || workers > MOST_THREADS) {
                throw new IllegalArgumentException("A pool has 1 to " + MOST_THREADS + " threads, not " + workers);
            }
            threads = workers;
            return this;
        }

        /**
         * How long closing waits for jobs under way before it interrupts them; zero to one hour, ten seconds where not said.
         *
         * @throws IllegalArgumentException if it is outside
         */
        public Builder closeWait(Duration time) {
            if (time.isNegative() || time.compareTo(LONGEST_WAIT) > 0) {
                throw new IllegalArgumentException("Closing waits zero seconds to one hour, not " + time);
            }
            closeWait = time;
            return this;
        }

        /** A scheduler that has not started. */
        public ThreadPoolScheduler build() {
            return new ThreadPoolScheduler(this);
        }
    }
}
