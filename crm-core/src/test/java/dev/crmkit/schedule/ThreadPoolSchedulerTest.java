package dev.crmkit.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Real threads, and no sleeping: every wait is for something that happens. */
@Timeout(60)
class ThreadPoolSchedulerTest {
    private static final Duration NOTHING_SOON = Duration.ofHours(1);

    @Test
    void every_worker_works_while_there_is_work() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(3);
        Set<String> names = ConcurrentHashMap.newKeySet();
        AtomicBoolean allDaemons = new AtomicBoolean(true);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(3).build()) {
            scheduler.start(rounds(() -> {
                names.add(Thread.currentThread().getName());
                allDaemons.compareAndSet(true, Thread.currentThread().isDaemon());
                together.countDown();
                return awaitQuietly(together) ? NOTHING_SOON : Duration.ZERO;
            }));
            together.await();
        }
        assertThat(names).containsExactlyInAnyOrder("crmkit-worker-1", "crmkit-worker-2", "crmkit-worker-3");
        assertThat(allDaemons).isTrue();
    }

    @Test
    void a_round_that_found_work_is_followed_by_another_at_once() throws InterruptedException {
        CountDownLatch many = new CountDownLatch(10_000);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(1).build()) {
            scheduler.start(rounds(() -> {
                many.countDown();
                return Duration.ZERO;
            }));
            // with the shortest pause between them these would take more than eight minutes
            many.await();
        }
        assertThat(many.getCount()).isZero();
    }

    @Test
    void an_idle_pool_looks_again_within_a_second_but_not_sooner_than_after_50_milliseconds()
            throws InterruptedException {
        AtomicInteger rounds = new AtomicInteger();
        CountDownLatch five = new CountDownLatch(5);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(1).build()) {
            long begun = System.nanoTime();
            scheduler.start(rounds(() -> {
                five.countDown();
                return rounds.incrementAndGet() == 1 ? NOTHING_SOON : Duration.ofNanos(1);
            }));
            five.await();
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertThat(took).isBetween(Duration.ofMillis(1_000 + 3 * 50), Duration.ofSeconds(30));
        }
    }

    @Test
    void idle_workers_ask_no_more_often_than_one() throws InterruptedException {
        Set<Thread> seen = ConcurrentHashMap.newKeySet();
        CountDownLatch settled = new CountDownLatch(64);
        CountDownLatch more = new CountDownLatch(3);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(64).build()) {
            scheduler.start(rounds(() -> {
                if (seen.add(Thread.currentThread())) {
                    settled.countDown();
                } else if (settled.getCount() == 0) {
                    more.countDown();
                }
                return NOTHING_SOON;
            }));
            settled.await();
            long begun = System.nanoTime();
            more.await();
            // one keeps the lookout at a time, and each for a second: three rounds take at least two whole waits
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(1_900));
        }
    }

    @Test
    void a_call_rouses_workers_that_rest_and_is_not_missed_by_one_that_looks() throws InterruptedException {
        Semaphore rounds = new Semaphore(0);
        AtomicInteger calls = new AtomicInteger();
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.builder().threads(1).build();
        try (scheduler) {
            scheduler.start(rounds(() -> {
                if (calls.getAndIncrement() < 200) {
                    // the worst moment: after the round looked and before it rests
                    scheduler.wake();
                }
                rounds.release();
                return NOTHING_SOON;
            }));
            long begun = System.nanoTime();
            rounds.acquire(201);
            // had the calls been missed, each round would have come a second after the one before
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(50));
        }
    }

    @Test
    void heartbeats_go_on_while_rounds_run() throws InterruptedException {
        CountDownLatch beats = new CountDownLatch(5);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(1).build()) {
            scheduler.start(new Work() {
                @Override
                public Duration round() {
                    return awaitQuietly(beats) ? NOTHING_SOON : Duration.ZERO;
                }

                @Override
                public void heartbeat() {
                    beats.countDown();
                    throw new IllegalStateException("one that fails does not end the others");
                }

                @Override
                public Duration heartbeatEvery() {
                    return Duration.ofMillis(5);
                }
            });
            beats.await();
        }
        assertThat(beats.getCount()).isZero();
    }

    @Test
    void a_round_that_throws_does_not_end_its_worker() throws InterruptedException {
        CountDownLatch rounds = new CountDownLatch(2);
        try (ThreadPoolScheduler scheduler =
                ThreadPoolScheduler.builder().threads(1).build()) {
            scheduler.start(rounds(() -> {
                rounds.countDown();
                throw new AssertionError("must not happen");
            }));
            rounds.await();
        }
        assertThat(rounds.getCount()).isZero();
    }

    @Test
    void closing_waits_for_the_round_under_way() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.builder().threads(1).build();
        scheduler.start(rounds(() -> {
            begun.countDown();
            ended.set(awaitQuietly(goOn));
            return Duration.ZERO;
        }));
        begun.await();

        Thread closer = new Thread(scheduler::close);
        closer.start();
        goOn.countDown();
        closer.join();

        assertThat(ended).as("ended by itself, without an interrupt").isTrue();
    }

    @Test
    void closing_interrupts_a_round_that_takes_too_long_and_calls_no_more() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        AtomicInteger rounds = new AtomicInteger();
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.builder()
                .threads(1)
                .closeWait(Duration.ZERO)
                .build();
        scheduler.start(rounds(() -> {
            rounds.incrementAndGet();
            begun.countDown();
            if (!awaitQuietly(new CountDownLatch(1))) {
                interrupted.countDown();
            }
            return Duration.ZERO;
        }));
        begun.await();

        scheduler.close();
        scheduler.close();

        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(rounds).hasValue(1);
    }

    @Test
    void closing_from_a_worker_does_not_wait_for_itself() throws InterruptedException {
        CountDownLatch closed = new CountDownLatch(1);
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.builder().threads(2).build();
        scheduler.start(rounds(() -> {
            scheduler.close();
            closed.countDown();
            return Duration.ZERO;
        }));

        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void closing_by_an_interrupted_thread_hurries_and_keeps_the_interrupt() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.builder()
                .threads(1)
                .closeWait(Duration.ofHours(1))
                .build();
        scheduler.start(rounds(() -> {
            begun.countDown();
            if (!awaitQuietly(new CountDownLatch(1))) {
                interrupted.countDown();
            }
            return Duration.ZERO;
        }));
        begun.await();

        Thread.currentThread().interrupt();
        scheduler.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted.await(30, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void it_starts_once() {
        ThreadPoolScheduler scheduler = ThreadPoolScheduler.create();
        scheduler.start(rounds(() -> NOTHING_SOON));
        assertThatIllegalStateException().isThrownBy(() -> scheduler.start(rounds(() -> NOTHING_SOON)));
        scheduler.close();
        assertThatIllegalStateException().isThrownBy(() -> scheduler.start(rounds(() -> NOTHING_SOON)));

        ThreadPoolScheduler unused = ThreadPoolScheduler.create();
        unused.wake();
        unused.close();
        assertThatIllegalStateException().isThrownBy(() -> unused.start(rounds(() -> NOTHING_SOON)));
    }

    @Test
    void settings_outside_their_limits_are_refused() {
        ThreadPoolScheduler.Builder builder = ThreadPoolScheduler.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.threads(0))
                .withMessageContaining("1 to 256");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.threads(257))
                .withMessageContaining("257");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.closeWait(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.closeWait(Duration.ofHours(2)));
    }

    private static Work rounds(Supplier<Duration> round) {
        return new Work() {
            @Override
            public Duration round() {
                return round.get();
            }

            @Override
            public void heartbeat() {}

            @Override
            public Duration heartbeatEvery() {
                return Duration.ofMinutes(1);
            }
        };
    }

    private static boolean awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }
}
