package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage.JobCounts;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Claims, leases and fences, alone and in races. */
abstract class QueueContract {
    private static final Set<String> KINDS = Set.of("work");
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int THREADS = 4;

    private final AtomicLong ids = new AtomicLong();
    private final Storage storage = storageOn(database());
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private volatile Instant now = Instant.parse("2026-03-01T08:00:00Z");

    abstract Database database();

    private static Storage storageOn(Database database) {
        return database.storage().apply(database.dataSource());
    }

    @BeforeEach
    void open() {
        storage.open(new StorageContext(() -> now));
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        storage.close();
    }

    @Test
    void a_claimed_job_is_done_once() {
        UUID id = enqueue("acme", job());

        ClaimedJob claimed = claimOne();

        assertThat(claimed.id()).isEqualTo(id);
        assertThat(claimed.workspace()).isEqualTo("acme");
        assertThat(claimed.attempt()).isEqualTo(1);
        assertThat(claim()).isEmpty();
        assertThat(counts("acme")).isEqualTo(new JobCounts(0, 1, 0));
        assertThat(complete(claimed)).isTrue();
        assertThat(complete(claimed)).isFalse();
        assertThat(counts("acme")).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    void workspaces_take_turns() {
        for (int i = 0; i < 5; i++) {
            enqueue("big", job());
        }
        enqueue("small", job());

        assertThat(claim()).extracting(ClaimedJob::workspace).containsExactlyInAnyOrder("big", "small");
        assertThat(claim()).extracting(ClaimedJob::workspace).containsExactly("big");
        enqueue("small", job());
        // Of the two, small was served longer ago.
        assertThat(storage.workQueue().claim("node", KINDS, 1, LEASE))
                .extracting(ClaimedJob::workspace)
                .containsExactly("small");
    }

    @Test
    void other_kinds_stay() {
        enqueue("acme", new NewJob(nextId(), "other", "{}", Duration.ZERO, null, null, 3));

        assertThat(claim()).isEmpty();
        assertThat(storage.workQueue().untilNextDue(KINDS)).isEmpty();
        assertThat(storage.workQueue().untilNextDue(Set.of("other", "work"))).hasValue(Duration.ZERO);
        assertThat(storage.workQueue().claim("node", Set.of(), 10, LEASE)).isEmpty();
    }

    @Test
    void a_job_waits_for_its_time() {
        enqueue("acme", new NewJob(nextId(), "work", "{}", Duration.ofMinutes(5), null, null, 3));

        assertThat(claim()).isEmpty();
        assertThat(storage.workQueue().untilNextDue(KINDS)).hasValue(Duration.ofMinutes(5));
        pass(Duration.ofMinutes(5));
        assertThat(claim()).hasSize(1);
    }

    @Test
    void a_lane_keeps_its_order_also_while_its_head_waits_for_another_try() {
        UUID first = enqueue("acme", laned("l"));
        UUID second = enqueue("acme", laned("l"));
        UUID beside = enqueue("acme", job());

        ClaimedJob head = claimOne();
        assertThat(head.id()).isEqualTo(first);
        assertThat(claimOne().id()).isEqualTo(beside);
        assertThat(claim()).isEmpty();
        assertThat(storage.workQueue().fail(head, "no", Duration.ofMinutes(1))).isTrue();
        assertThat(claim()).isEmpty();
        pass(Duration.ofMinutes(1));
        ClaimedJob again = claimOne();
        assertThat(again.id()).isEqualTo(first);
        assertThat(again.attempt()).isEqualTo(2);
        complete(again);
        assertThat(claimOne().id()).isEqualTo(second);
    }

    @Test
    void a_lost_lease_changes_nothing() {
        enqueue("acme", job());
        ClaimedJob lost = claimOne();
        pass(LEASE);
        assertThat(storage.workQueue().reap(3)).isEqualTo(1);
        ClaimedJob taken = claimOne();

        assertThat(taken.crashes()).isEqualTo(1);
        assertThat(taken.attempt()).isEqualTo(1);
        assertThat(taken.fence()).isGreaterThan(lost.fence());
        assertThat(storage.workQueue().heartbeat(lost, LEASE)).isFalse();
        assertThat(storage.workQueue().fail(lost, "late", null)).isFalse();
        assertThat(storage.workQueue().release(lost)).isFalse();
        assertThat(complete(lost)).isFalse();
        assertThat(complete(taken)).isTrue();
    }

    @Test
    void a_heartbeat_prolongs_the_lease() {
        enqueue("acme", job());
        ClaimedJob held = claimOne();
        pass(LEASE.minusSeconds(1));
        assertThat(storage.workQueue().heartbeat(held, LEASE)).isTrue();
        pass(LEASE.minusSeconds(1));
        assertThat(storage.workQueue().reap(3)).isZero();
        pass(Duration.ofSeconds(1));
        assertThat(storage.workQueue().reap(3)).isEqualTo(1);
    }

    @Test
    void crashes_quarantine_and_failures_kill() {
        UUID crashing = enqueue("acme", job());
        for (int i = 0; i < 2; i++) {
            claimOne();
            pass(LEASE);
            assertThat(storage.workQueue().reap(2)).isEqualTo(1);
        }
        assertThat(claim()).isEmpty();
        pass(Duration.ofSeconds(1));
        UUID failing = enqueue("acme", new NewJob(nextId(), "work", "{\"a\":1}", Duration.ZERO, "lane", "key", 2));
        storage.workQueue().fail(claimOne(), "first", Duration.ZERO);
        storage.workQueue().fail(claimOne(), "second", Duration.ZERO);

        List<DeadJob> dead = dead("acme", null);
        assertThat(dead).extracting(DeadJob::id).containsExactly(failing, crashing);
        assertThat(dead.get(0).error()).isEqualTo("second");
        assertThat(dead.get(0).quarantined()).isFalse();
        assertThat(dead.get(0).attempts()).isEqualTo(2);
        assertThat(dead.get(1).quarantined()).isTrue();
        assertThat(dead.get(1).crashes()).isEqualTo(2);
        assertThat(dead("acme", dead.get(0))).extracting(DeadJob::id).containsExactly(crashing);

        assertThat(whether("acme", tx -> tx.jobs().requeue(failing))).isTrue();
        assertThat(whether("acme", tx -> tx.jobs().requeue(failing))).isFalse();
        assertThat(whether("beta", tx -> tx.jobs().discard(crashing))).isFalse();
        assertThat(whether("acme", tx -> tx.jobs().discard(crashing))).isTrue();
        ClaimedJob requeued = claimOne();
        assertThat(requeued)
                .isEqualTo(new ClaimedJob("acme", failing, "work", "{\"a\":1}", "lane", 1, 2, 0, requeued.fence()));
    }

    @Test
    void a_key_waits_once() {
        NewJob first = keyed("k");
        NewJob second = keyed("k");
        NewJob other = keyed("other");
        assertThat(enqueueAll("acme", first, second, other)).containsExactly(first.id(), other.id());
        assertThat(enqueueAll("beta", keyed("k"))).hasSize(1);
        assertThat(enqueueAll("acme", keyed("k"))).isEmpty();

        ClaimedJob running = storage.workQueue().claim("node", KINDS, 1, LEASE).get(0);
        assertThat(running.id()).isEqualTo(first.id());
        // The key does not wait any more while its job runs.
        assertThat(enqueueAll("acme", keyed("k"))).hasSize(1);
        // Back in the queue it waits beside the one that came meanwhile; and both keep a third away.
        assertThat(storage.workQueue().fail(running, "no", Duration.ofHours(1))).isTrue();
        assertThat(enqueueAll("acme", keyed("k"))).isEmpty();
        while (!claim().isEmpty()) {
            // Takes all that is due, the one that came meanwhile too.
        }
        assertThat(enqueueAll("acme", keyed("k"))).isEmpty();
        assertThat(counts("acme").ready()).isEqualTo(1);
    }

    @Test
    void two_of_one_key_can_be_reaped_together() {
        enqueueAll("acme", keyed("k"));
        claimOne();
        enqueueAll("acme", keyed("k"));
        claimOne();
        pass(LEASE);

        assertThat(storage.workQueue().reap(5)).isEqualTo(2);
        assertThat(counts("acme")).isEqualTo(new JobCounts(2, 0, 0));
        assertThat(enqueueAll("acme", keyed("k"))).isEmpty();
    }

    @Test
    void a_finished_job_is_safe_from_the_reaper_until_its_transaction_ends() throws Exception {
        enqueue("acme", job());
        ClaimedJob held = claimOne();
        CountDownLatch completed = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Future<Boolean> finishing = threads.submit(() -> inWorkspace("acme", tx -> {
            boolean done = tx.jobs().complete(held);
            completed.countDown();
            await(release);
            return done;
        }));
        assertThat(completed.await(20, TimeUnit.SECONDS)).isTrue();
        pass(LEASE.multipliedBy(2));

        assertThat(storage.workQueue().reap(1)).isZero();
        assertThat(claim()).isEmpty();
        release.countDown();
        assertThat(finishing.get()).isTrue();
        assertThat(counts("acme")).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    void what_was_rolled_back_is_not_enqueued() {
        try {
            inWorkspace("acme", tx -> {
                tx.jobs().enqueue(List.of(job()));
                throw new IllegalStateException("no");
            });
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("no");
        }
        assertThat(claim()).isEmpty();
    }

    @Test
    void many_workers_run_each_job_once_and_each_lane_in_order() throws Exception {
        int jobs = 120;
        Map<UUID, Integer> numbers = new HashMap<>();
        for (int i = 0; i < jobs; i++) {
            String workspace = "w" + i % 3;
            NewJob job = i % 2 == 0 ? laned("lane" + i % 4) : job();
            numbers.put(job.id(), i);
            enqueue(workspace, job);
        }
        Queue<ClaimedJob> done = new ConcurrentLinkedQueue<>();
        Map<String, ClaimedJob> busy = new ConcurrentHashMap<>();
        AtomicBoolean overlapped = new AtomicBoolean();
        List<Future<?>> workers = new ArrayList<>();
        for (int t = 0; t < THREADS; t++) {
            workers.add(threads.submit(() -> {
                while (done.size() < jobs && !Thread.currentThread().isInterrupted()) {
                    for (ClaimedJob job : claim()) {
                        String lane = job.workspace() + "/" + job.lane();
                        if (job.lane() != null && busy.putIfAbsent(lane, job) != null) {
                            overlapped.set(true);
                        }
                        busy.remove(lane, job);
                        if (complete(job)) {
                            done.add(job);
                        }
                    }
                }
                return true;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get(120, TimeUnit.SECONDS);
        }

        assertThat(done).extracting(ClaimedJob::id).doesNotHaveDuplicates().hasSize(jobs);
        assertThat(overlapped).isFalse();
        Map<String, Integer> last = new HashMap<>();
        for (ClaimedJob job : done) {
            if (job.lane() != null) {
                Integer before = last.put(job.workspace() + "/" + job.lane(), numbers.get(job.id()));
                assertThat(before == null || before < numbers.get(job.id())).isTrue();
            }
        }
    }

    @Test
    void a_reaper_and_late_workers_never_finish_a_job_twice() throws Exception {
        int jobs = 40;
        for (int i = 0; i < jobs; i++) {
            enqueue("acme", i % 2 == 0 ? laned("l") : job());
        }
        Queue<UUID> done = new ConcurrentLinkedQueue<>();
        List<Future<?>> workers = new ArrayList<>();
        for (int t = 0; t < THREADS - 1; t++) {
            boolean careless = t == 0;
            workers.add(threads.submit(() -> {
                while (done.size() < jobs && !Thread.currentThread().isInterrupted()) {
                    for (ClaimedJob job : claim()) {
                        if (careless && job.crashes() == 0) {
                            pass(LEASE);
                        }
                        if (complete(job)) {
                            done.add(job.id());
                        }
                    }
                }
                return true;
            }));
        }
        workers.add(threads.submit(() -> {
            while (done.size() < jobs && !Thread.currentThread().isInterrupted()) {
                storage.workQueue().reap(1_000);
            }
            return true;
        }));
        for (Future<?> worker : workers) {
            worker.get(120, TimeUnit.SECONDS);
        }

        assertThat(done).doesNotHaveDuplicates().hasSize(jobs);
        assertThat(counts("acme")).isEqualTo(new JobCounts(0, 0, 0));
    }

    private ClaimedJob claimOne() {
        List<ClaimedJob> claimed = claim();
        assertThat(claimed).hasSize(1);
        return claimed.get(0);
    }

    private List<ClaimedJob> claim() {
        WorkQueue queue = storage.workQueue();
        return queue.claim("node", KINDS, 10, LEASE);
    }

    private boolean complete(ClaimedJob job) {
        return inWorkspace(job.workspace(), tx -> tx.jobs().complete(job));
    }

    private UUID enqueue(String workspace, NewJob job) {
        assertThat(enqueueAll(workspace, job)).containsExactly(job.id());
        return job.id();
    }

    private List<UUID> enqueueAll(String workspace, NewJob... jobs) {
        return inWorkspace(workspace, tx -> tx.jobs().enqueue(List.of(jobs)));
    }

    private List<DeadJob> dead(String workspace, DeadJob after) {
        return inWorkspace(workspace, tx -> tx.jobs().dead(after, 10));
    }

    private JobCounts counts(String workspace) {
        return inWorkspace(workspace, tx -> tx.jobs().counts());
    }

    private <R> R inWorkspace(String workspace, TransactionWork<R> work) {
        return storage.inTransaction(TransactionRequest.write(workspace), work);
    }

    private boolean whether(String workspace, TransactionWork<Boolean> work) {
        return inWorkspace(workspace, work);
    }

    private NewJob job() {
        return new NewJob(nextId(), "work", "{}", Duration.ZERO, null, null, 3);
    }

    private NewJob laned(String lane) {
        return new NewJob(nextId(), "work", "{}", Duration.ZERO, lane, null, 3);
    }

    private NewJob keyed(String key) {
        return new NewJob(nextId(), "work", "{}", Duration.ZERO, null, key, 3);
    }

    private UUID nextId() {
        return new UUID(0x0190_0000_0000_7000L, 0x8000_0000_0000_0000L | ids.incrementAndGet());
    }

    private synchronized void pass(Duration duration) {
        now = now.plus(duration);
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(20, TimeUnit.SECONDS)) {
                throw new IllegalStateException("Waited too long");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted", e);
        }
    }
}
