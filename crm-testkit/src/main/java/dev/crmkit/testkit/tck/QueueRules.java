package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage.JobCounts;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rules STO-13, one worker at a time. */
abstract class QueueRules {
    private static final Duration HOUR = Duration.ofHours(1);

    private final StorageTck kit;

    QueueRules(StorageTck kit) {
        this.kit = kit;
    }

    @Test
    @SpecRule("STO-13.1")
    @DisplayName("A job becomes visible when its transaction commits, never if it rolls back")
    void visibility() {
        Shift shift = Shift.begin(kit);
        NewJob job = shift.job();
        shift.desk.run(transaction -> {
            assertThat(transaction.jobs().enqueue(List.of(job))).containsExactly(job.id());
            assertThat(Race.result(kit.race().start(() -> shift.claim(1)))).isEmpty();
        });
        assertThat(shift.claimOne().id()).isEqualTo(job.id());
        assertThatThrownBy(() -> shift.desk.run(transaction -> {
                    transaction.jobs().enqueue(List.of(shift.job()));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        shift.assertNothingToClaim();
    }

    @Test
    @SpecRule("STO-13.2")
    @DisplayName("A claim hands over all that the worker needs, only of kinds it knows")
    void claimedJob() {
        Shift shift = Shift.begin(kit);
        NewJob job = new NewJob(shift.desk.newId(), shift.kind, Json.of("p", "ü 😀"), Duration.ZERO, "lane", "key", 7);
        shift.enqueue(job);
        assertThat(shift.queue.claim("node", Set.of("unknown kind"), 10, Shift.LEASE))
                .isEmpty();
        assertThat(shift.queue.claim("node", Set.of(), 10, Shift.LEASE)).isEmpty();
        ClaimedJob claimed = shift.claimOne();
        assertThat(claimed.workspace()).isEqualTo(shift.desk.workspace);
        assertThat(claimed.id()).isEqualTo(job.id());
        assertThat(claimed.kind()).isEqualTo(shift.kind);
        assertThat(Json.compact(claimed.payload())).isEqualTo(Json.compact(job.payload()));
        assertThat(claimed.lane()).isEqualTo("lane");
        assertThat(claimed.attempt()).isEqualTo(1);
        assertThat(claimed.maxAttempts()).isEqualTo(7);
        assertThat(claimed.crashes()).isZero();
        shift.assertNothingToClaim();
    }

    @Test
    @SpecRule("STO-13.3")
    @DisplayName("A job is due after its delay, by the clock of the context, and not before")
    void delay() {
        Shift shift = Shift.begin(kit);
        assertThat(shift.queue.untilNextDue(Set.of(shift.kind))).isEmpty();
        shift.enqueue(shift.job(HOUR, null, null, 1));
        shift.assertNothingToClaim();
        assertThat(shift.queue.untilNextDue(Set.of(shift.kind))).contains(HOUR);
        shift.clock.advance(HOUR.minusMillis(1));
        shift.assertNothingToClaim();
        assertThat(shift.queue.untilNextDue(Set.of(shift.kind))).contains(Duration.ofMillis(1));
        shift.clock.advance(Duration.ofMillis(1));
        assertThat(shift.queue.untilNextDue(Set.of(shift.kind))).contains(Duration.ZERO);
        assertThat(shift.queue.untilNextDue(Set.of("unknown kind"))).isEmpty();
        shift.claimOne();
    }

    @Test
    @SpecRule("STO-13.4")
    @DisplayName("Of a workspace the job that is due longest comes first, one per call")
    void longestDueFirst() {
        Shift shift = Shift.begin(kit);
        NewJob late = shift.job(Duration.ofMinutes(2), null, null, 1);
        NewJob early = shift.job(Duration.ofMinutes(1), null, null, 1);
        NewJob now = shift.job();
        shift.enqueue(late, early, now);
        shift.clock.advance(HOUR);
        List<UUID> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<ClaimedJob> claimed = shift.claim(10);
            assertThat(claimed).hasSize(1);
            order.add(claimed.get(0).id());
        }
        assertThat(order).containsExactly(now.id(), early.id(), late.id());
    }

    @Test
    @SpecRule("STO-13.5")
    @DisplayName("A call takes at most the limit, those workspaces first that were served longest ago")
    void workspacesInTurn() {
        Shift a = Shift.begin(kit);
        Shift b = a.elsewhere(kit);
        Shift c = a.elsewhere(kit);
        for (Shift shift : List.of(a, b, c)) {
            shift.enqueue(shift.job(), shift.job(), shift.job());
        }
        List<String> served = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            served.add(a.claimOne().workspace());
            a.clock.advance(Duration.ofMillis(1));
        }
        for (int round = 0; round < 3; round++) {
            assertThat(served.subList(3 * round, 3 * round + 3))
                    .as("round %s", round)
                    .containsExactlyInAnyOrder(a.desk.workspace, b.desk.workspace, c.desk.workspace);
        }
        for (Shift shift : List.of(a, b, c)) {
            shift.enqueue(shift.job());
        }
        assertThat(a.claim(2)).hasSize(2);
        assertThat(a.claim(2)).hasSize(1);
    }

    @Test
    @SpecRule("STO-13.6")
    @DisplayName("Completing takes the job away, with its transaction")
    void complete() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        ClaimedJob job = shift.claimOne();
        assertThatThrownBy(() -> shift.desk.run(transaction -> {
                    assertThat(transaction.jobs().complete(job)).isTrue();
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 1, 0));
        assertThat(shift.complete(job)).isTrue();
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 0));
        assertThat(shift.complete(job)).isFalse();
        assertThat(shift.queue.heartbeat(job, Shift.LEASE)).isFalse();
        assertThat(shift.queue.fail(job, "late", null)).isFalse();
        assertThat(shift.queue.release(job)).isFalse();
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("STO-13.7")
    @DisplayName("A failed job waits for its next attempt; after the last one, or with no retry, it is dead")
    void failures() {
        Shift shift = Shift.begin(kit);
        NewJob job = shift.job(Duration.ZERO, null, null, 2);
        shift.enqueue(job);
        assertThat(shift.queue.fail(shift.claimOne(), "first", HOUR)).isTrue();
        assertThat(shift.counts()).isEqualTo(new JobCounts(1, 0, 0));
        shift.clock.advance(HOUR.minusMillis(1));
        shift.assertNothingToClaim();
        shift.clock.advance(Duration.ofMillis(1));
        ClaimedJob second = shift.claimOne();
        assertThat(second.attempt()).isEqualTo(2);
        assertThat(shift.queue.fail(second, "second", HOUR)).isTrue();
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 1));
        shift.enqueue(shift.job());
        assertThat(shift.queue.fail(shift.claimOne(), "no retry", null)).isTrue();
        List<DeadJob> dead = shift.desk.read(t -> t.jobs().dead(null, 10));
        assertThat(dead).hasSize(2).anySatisfy(found -> {
            assertThat(found.id()).isEqualTo(job.id());
            assertThat(found.kind()).isEqualTo(shift.kind);
            assertThat(Json.compact(found.payload())).isEqualTo(Json.compact(job.payload()));
            assertThat(found.attempts()).isEqualTo(2);
            assertThat(found.crashes()).isZero();
            assertThat(found.quarantined()).isFalse();
            assertThat(found.error()).isEqualTo("second");
            assertThat(found.diedAt()).isEqualTo(shift.clock.instant());
        });
    }

    @Test
    @SpecRule("STO-13.7")
    @DisplayName("A long error is cut to 4,000 characters, never through one")
    void longError() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        String error = "x".repeat(3_999) + "😀" + "y".repeat(5_000);
        assertThat(shift.queue.fail(shift.claimOne(), error, null)).isTrue();
        String kept = shift.desk.read(t -> t.jobs().dead(null, 1)).get(0).error();
        assertThat(error).startsWith(kept);
        assertThat(kept.codePointCount(0, kept.length())).isBetween(3_999, 4_000);
        assertThat(Character.isHighSurrogate(kept.charAt(kept.length() - 1))).isFalse();
    }

    @Test
    @SpecRule("STO-13.8")
    @DisplayName("A released job is as it was: neither an attempt nor a crash is counted")
    void release() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        ClaimedJob first = shift.claimOne();
        assertThat(shift.queue.release(first)).isTrue();
        ClaimedJob second = shift.claimOne();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.attempt()).isEqualTo(1);
        assertThat(second.crashes()).isZero();
        assertThat(second.fence()).isGreaterThan(first.fence());
        assertThat(shift.complete(first)).isFalse();
        assertThat(shift.complete(second)).isTrue();
    }

    @Test
    @SpecRule("STO-13.9")
    @DisplayName("A heartbeat prolongs the lease from now on")
    void heartbeat() {
        Shift shift = Shift.begin(kit);
        shift.enqueue(shift.job());
        ClaimedJob job = shift.claimOne();
        for (int i = 0; i < 3; i++) {
            shift.clock.advance(Shift.LEASE.minusSeconds(1));
            assertThat(shift.queue.heartbeat(job, Shift.LEASE)).isTrue();
            assertThat(shift.queue.reap(3)).isZero();
        }
        assertThat(shift.complete(job)).isTrue();
    }

    @Test
    @SpecRule("STO-13.10")
    @DisplayName("While a job with a dedupe key waits, another is not enqueued")
    void dedupe() {
        Shift shift = Shift.begin(kit);
        NewJob first = shift.job(Duration.ZERO, null, "key", 3);
        assertThat(shift.enqueue(first, shift.job(Duration.ZERO, null, "key", 3), shift.job()))
                .hasSize(2)
                .contains(first.id());
        assertThat(shift.enqueue(shift.job(HOUR, null, "key", 3))).isEmpty();
        NewJob other = shift.job(HOUR, null, "KEY", 3);
        assertThat(shift.enqueue(other)).containsExactly(other.id());
        Shift elsewhere = shift.elsewhere(kit);
        assertThat(elsewhere.enqueue(elsewhere.job(HOUR, null, "key", 3))).hasSize(1);
        assertThat(shift.claimOne().workspace()).isEqualTo(shift.desk.workspace);
        NewJob next = shift.job(HOUR, null, "key", 3);
        assertThat(shift.enqueue(next))
                .as("the first one runs, so it no longer waits")
                .containsExactly(next.id());
    }

    @Test
    @SpecRule("STO-13.11")
    @DisplayName("Dead jobs come latest first, in pages")
    void deadJobs() {
        Shift shift = Shift.begin(kit);
        List<UUID> latestFirst = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            NewJob job = shift.job();
            shift.enqueue(job);
            shift.clock.advance(Duration.ofSeconds(1));
            shift.queue.fail(shift.claimOne(), "error " + i, null);
            latestFirst.add(0, job.id());
        }
        for (int size : List.of(1, 2, 10)) {
            List<DeadJob> found = new ArrayList<>();
            List<DeadJob> page;
            do {
                DeadJob after = found.isEmpty() ? null : found.get(found.size() - 1);
                page = shift.desk.read(t -> t.jobs().dead(after, size));
                found.addAll(page);
            } while (page.size() == size);
            assertThat(found).extracting(DeadJob::id).isEqualTo(latestFirst);
        }
    }

    @Test
    @SpecRule("STO-13.12")
    @DisplayName("A dead job can be made ready again, from the beginning, or discarded")
    void requeueAndDiscard() {
        Shift shift = Shift.begin(kit);
        NewJob job = shift.job(Duration.ZERO, "lane", "key", 1);
        shift.enqueue(job);
        shift.queue.fail(shift.claimOne(), "broken", HOUR);
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().requeue(shift.desk.newId())))
                .isFalse();
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().requeue(job.id()))).isTrue();
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().requeue(job.id()))).isFalse();
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().discard(job.id())))
                .as("it is no longer dead")
                .isFalse();
        ClaimedJob again = shift.claimOne();
        assertThat(again.id()).isEqualTo(job.id());
        assertThat(again.attempt()).isEqualTo(1);
        assertThat(again.crashes()).isZero();
        assertThat(again.lane()).isEqualTo("lane");
        assertThat(Json.compact(again.payload())).isEqualTo(Json.compact(job.payload()));
        shift.queue.fail(again, "broken again", null);
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().discard(job.id()))).isTrue();
        assertThat(shift.desk.<Boolean>write(t -> t.jobs().discard(job.id()))).isFalse();
        assertThat(shift.counts()).isEqualTo(new JobCounts(0, 0, 0));
    }
}
