package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage.JobCounts;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-13, where workers race, freeze and die. */
abstract class QueueStressRules {
    private static final Duration HOUR = Duration.ofHours(1);

    private final StorageTck kit;

    QueueStressRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-13.13")
    @DisplayName("Many workers claim: each job is handed out once")
    void claimRace() {
        Shift shift = Shift.begin(kit);
        Shift elsewhere = shift.elsewhere(kit);
        List<UUID> ids = new ArrayList<>();
        for (Shift each : List.of(shift, elsewhere)) {
            ids.addAll(each.enqueue(
                    IntStream.range(0, 60).mapToObj(i -> each.job()).toArray(NewJob[]::new)));
        }
        Queue<UUID> claimed = new ConcurrentLinkedQueue<>();
        kit.race().together(6, number -> {
            // A worker may meet only jobs that others are taking; so it gives up when all are handed out, not on an
            // empty answer.
            while (claimed.size() < ids.size()) {
                for (ClaimedJob job : shift.claim(5)) {
                    claimed.add(job.id());
                    Desk desk = job.workspace().equals(shift.desk.workspace) ? shift.desk : elsewhere.desk;
                    assertThat(desk.<Boolean>retry(t -> t.jobs().complete(job))).isTrue();
                }
            }
            return true;
        });
        assertThat(claimed).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("STO-13.14")
    @DisplayName("A worker that froze past its lease has lost the job: its fence is refused, and harms nothing")
    void frozenWorker() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        ClaimedJob frozen = shift.claimOne();
        shift.freeze();
        assertThat(shift.queue.reap(3)).isEqualTo(1);
        assertRefused(shift, frozen);
        ClaimedJob second = shift.claimOne();
        assertThat(second.id()).isEqualTo(frozen.id());
        assertThat(second.fence()).isGreaterThan(frozen.fence());
        assertThat(second.attempt()).isEqualTo(1);
        assertThat(second.crashes()).isEqualTo(1);
        assertRefused(shift, frozen);
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 1, 0));
        assertThat(shift.complete(second)).isTrue();
    }

    private static void assertRefused(Shift shift, ClaimedJob frozen) {
        assertThat(shift.complete(frozen)).isFalse();
        assertThat(shift.queue.heartbeat(frozen, Shift.LEASE)).isFalse();
        assertThat(shift.queue.fail(frozen, "late", null)).isFalse();
        assertThat(shift.queue.release(frozen)).isFalse();
    }

    @Test
    @SpecRule("STO-13.15")
    @DisplayName("Each lease that ran out is a crash; at the limit the job is quarantined, whatever its attempts")
    void crashes() {
        Shift shift = Shift.begin(kit);
        NewJob job = shift.job(Duration.ZERO, null, null, 10);
        shift.enqueue(job);
        for (int crash = 1; crash <= 3; crash++) {
            assertThat(shift.claimOne().crashes()).isEqualTo(crash - 1);
            assertThat(shift.queue.reap(3)).as("while the lease holds").isZero();
            shift.freeze();
            assertThat(shift.queue.reap(3)).isEqualTo(1);
        }
        shift.assertNothingToClaim();
        DeadJob dead = shift.desk.read(t -> t.jobs().dead(null, 10)).get(0);
        assertThat(dead.id()).isEqualTo(job.id());
        assertThat(dead.quarantined()).isTrue();
        assertThat(dead.crashes()).isEqualTo(3);
        assertThat(dead.attempts()).isZero();
        assertThat(dead.error()).isNotBlank();
        assertThat(shift.queue.reap(3)).isZero();
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().requeue(job.id()))).isTrue();
        assertThat(shift.claimOne().crashes()).isZero();
    }

    @Test
    @SpecRule("STO-13.16")
    @DisplayName("While a transaction that completes a job is open, nobody reaps or claims the job")
    void openCompletion() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        ClaimedJob job = shift.claimOne();
        List<Future<Integer>> reaping = new ArrayList<>();
        shift.desk.run(transaction -> {
            assertThat(transaction.jobs().complete(job)).isTrue();
            shift.freeze();
            reaping.add(kit.race().start(() -> shift.queue.reap(3)));
            // Whether the reaper waits or passes the job over is the storage's choice.
            assertThat(Race.isWaiting(reaping.get(0))).isIn(true, false);
        });
        assertThat(Race.result(reaping.get(0))).isZero();
        shift.assertNothingToClaim();
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("STO-13.17")
    @DisplayName("Jobs of a lane run one after the other, in the order in which they were enqueued")
    void lanes() {
        Shift shift = Shift.begin(kit);
        List<UUID> order = new ArrayList<>();
        order.addAll(shift.enqueue(shift.inLane("lane"), shift.inLane("lane")));
        order.addAll(shift.enqueue(shift.inLane("lane")));
        NewJob beside = shift.inLane("other lane");
        NewJob free = shift.job();
        shift.enqueue(beside, free);
        ClaimedJob running = shift.claimOne();
        assertThat(running.id()).isEqualTo(order.get(0));
        assertThat(List.of(shift.claimOne().id(), shift.claimOne().id()))
                .as("other lanes and none do not wait")
                .containsExactlyInAnyOrder(beside.id(), free.id());
        for (int i = 0; i < order.size(); i++) {
            assertThat(running.id()).isEqualTo(order.get(i));
            shift.assertNothingToClaim();
            assertThat(shift.complete(running)).isTrue();
            if (i + 1 < order.size()) {
                running = shift.claimOne();
            }
        }
        shift.assertNothingToClaim();
    }

    @Test
    @SpecRule("STO-13.17")
    @DisplayName("A lane waits for the next attempt of its job, for its delay and after a crash; a dead job frees it")
    void lanesWait() {
        Shift shift = Shift.begin(kit);
        NewJob first = shift.job(Duration.ofMinutes(5), "lane", null, 2);
        NewJob second = shift.inLane("lane");
        shift.enqueue(first, second);
        shift.assertNothingToClaim();
        shift.clock.advance(Duration.ofMinutes(5));
        ClaimedJob running = shift.claimOne();
        assertThat(running.id()).isEqualTo(first.id());
        shift.queue.fail(running, "once", HOUR);
        shift.assertNothingToClaim();
        shift.clock.advance(HOUR);
        assertThat(shift.claimOne().id()).isEqualTo(first.id());
        shift.freeze();
        assertThat(shift.queue.reap(3)).isEqualTo(1);
        ClaimedJob again = shift.claimOne();
        assertThat(again.id()).isEqualTo(first.id());
        shift.assertNothingToClaim();
        shift.queue.fail(again, "twice", HOUR);
        assertThat(shift.claimOne().id()).isEqualTo(second.id());
    }

    @Test
    @SpecRule("STO-13.17")
    @DisplayName("Racing workers never run two jobs of one lane at once, nor out of order")
    void laneRace() {
        Shift shift = Shift.begin(kit);
        List<UUID> order = shift.enqueue(
                IntStream.range(0, 40).mapToObj(i -> shift.inLane("lane")).toArray(NewJob[]::new));
        Queue<UUID> done = new ConcurrentLinkedQueue<>();
        kit.race().together(4, number -> {
            while (done.size() < order.size()) {
                for (ClaimedJob job : shift.claim(3)) {
                    done.add(job.id());
                    assertThat(shift.desk.<Boolean>retry(t -> t.jobs().complete(job)))
                            .isTrue();
                }
            }
            return true;
        });
        assertThat(done).containsExactlyElementsOf(order);
    }

    @Test
    @SpecRule("STO-13.18")
    @DisplayName("A crowd of jobs in one workspace delays the single job of another by one round at most")
    void fairness() {
        Shift crowd = Shift.begin(kit);
        int left = kit.crowd();
        while (left > 0) {
            int bulk = Math.min(left, 1_000);
            crowd.enqueue(IntStream.range(0, bulk).mapToObj(i -> crowd.job()).toArray(NewJob[]::new));
            left -= bulk;
        }
        for (int i = 0; i < 3; i++) {
            assertThat(crowd.claimOne().workspace()).isEqualTo(crowd.desk.workspace);
            crowd.clock.advance(Duration.ofMillis(1));
        }
        Shift single = crowd.elsewhere(kit);
        UUID lone = single.enqueue(single.job()).get(0);
        List<UUID> nextTwo = List.of(crowd.claimOne().id(), crowd.claimOne().id());
        assertThat(nextTwo).contains(lone);
    }

    @Test
    @SpecRule("STO-13.10")
    @DisplayName("Of many that race with one dedupe key one is enqueued, also when the first rolls back")
    void dedupeRace() {
        Shift shift = Shift.begin(kit);
        List<List<UUID>> enqueued = kit.race().together(kit.racers(), number -> {
            NewJob job = shift.job(Duration.ZERO, null, "raced", 3);
            return shift.enqueue(job);
        });
        assertThat(enqueued.stream().flatMap(List::stream)).hasSize(1);
        NewJob late = shift.job(Duration.ZERO, null, "late", 3);
        List<Future<List<UUID>>> waiting = new ArrayList<>();
        List<UUID> undone = new ArrayList<>();
        try {
            shift.desk.run(transaction -> {
                undone.addAll(transaction.jobs().enqueue(List.of(shift.job(Duration.ZERO, null, "late", 3))));
                waiting.add(kit.race().start(() -> shift.enqueue(late)));
                assertThat(Race.isWaiting(waiting.get(0))).isTrue();
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException e) {
            assertThat(undone).hasSize(1);
        }
        assertThat(Race.result(waiting.get(0))).containsExactly(late.id());
        assertThat(shift.counts().ready()).isEqualTo(2);
    }

    @Test
    @SpecRule("STO-13.13")
    @DisplayName("Claiming does not wait for open transactions of workers")
    void claimDoesNotWait() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job(), shift.job());
        ClaimedJob first = shift.claimOne();
        shift.desk.run(transaction -> {
            assertThat(transaction.jobs().complete(first)).isTrue();
            List<ClaimedJob> second = Race.result(kit.race().start(() -> shift.claim(1)));
            assertThat(second).hasSize(1);
            assertThat(Objects.requireNonNull(second.get(0)).id()).isNotEqualTo(first.id());
        });
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 1, 0));
    }
}
