package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.JobStorage.JobCounts;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.testkit.VirtualClock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One workspace and the queue, with a kind of jobs that no other test uses. */
final class Shift {
    static final Duration LEASE = Duration.ofMinutes(1);

    final Desk desk;
    final WorkQueue queue;
    final VirtualClock clock;
    final String kind;

    private Shift(Desk desk, VirtualClock clock, String kind) {
        this.desk = desk;
        queue = desk.storage.workQueue();
        this.clock = clock;
        this.kind = kind;
    }

    /** A new workspace; leases that other tests left have run out and are reaped, so that none of them is counted here. */
    static Shift begin(StorageTck kit) {
        Desk desk = kit.desk();
        kit.clock().advance(Duration.ofDays(1));
        desk.storage.workQueue().reap(1);
        return new Shift(desk, kit.clock(), "kind-" + desk.workspace);
    }

    /** Another workspace with jobs of the same kind. */
    Shift elsewhere(StorageTck kit) {
        return new Shift(kit.desk(), clock, kind);
    }

    NewJob job() {
        return job(Duration.ZERO, null, null, 3);
    }

    NewJob job(Duration delay, @Nullable String lane, @Nullable String dedupeKey, int maxAttempts) {
        return new NewJob(desk.newId(), kind, Json.of("p", "1"), delay, lane, dedupeKey, maxAttempts);
    }

    NewJob inLane(String lane) {
        return job(Duration.ZERO, lane, null, 3);
    }

    List<UUID> enqueue(NewJob... jobs) {
        return desk.retry(transaction -> transaction.jobs().enqueue(List.of(jobs)));
    }

    List<ClaimedJob> claim(int limit) {
        return queue.claim("node", Set.of(kind), limit, LEASE);
    }

    /** Claims the one job that can be. */
    ClaimedJob claimOne() {
        List<ClaimedJob> claimed = claim(1);
        assertThat(claimed).as("a job to claim").hasSize(1);
        return claimed.get(0);
    }

    void assertNothingToClaim() {
        assertThat(claim(10)).isEmpty();
    }

    boolean complete(ClaimedJob job) {
        return desk.write(transaction -> transaction.jobs().complete(job));
    }

    JobCounts counts() {
        return desk.read(transaction -> transaction.jobs().counts());
    }

    /** Lets the lease run out. */
    void freeze() {
        clock.advance(LEASE.plusMillis(1));
    }
}
