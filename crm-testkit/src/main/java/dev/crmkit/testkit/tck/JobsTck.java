package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.job.Backoff;
import dev.crmkit.job.DeadLetter;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobCounts;
import dev.crmkit.job.JobHandler;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.job.PermanentJobException;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.testkit.ManualScheduler;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Background jobs over three engines that share one storage, as three nodes would. Extend it, say how to get an empty storage, and run it with
 * JUnit.
 */
public abstract class JobsTck extends EngineTck {
    private static final String WORK = "tck.work";
    private static final String MANY = "tck.many";
    private static final Duration LEASE = Duration.ofSeconds(60);
    private static final int JOBS_PER_ROUND = 10;

    private final Map<String, JobHandler<Crm>> handlers = new ConcurrentHashMap<>();
    private final List<Node> nodes = new ArrayList<>();
    private @Nullable SharedStorage shared;

    /** For subclasses. */
    protected JobsTck() {}

    /** How many jobs of one workspace wait when another workspace enqueues its single one; 10,000 where not said. */
    protected int jobsOfABusyWorkspace() {
        return 10_000;
    }

    /** An engine and what drives its workers. */
    private record Node(CrmEngine engine, ManualScheduler scheduler) {}

    @BeforeEach
    final void buildTheNodes() {
        if (nodes.isEmpty()) {
            shared = new SharedStorage(fresh());
            for (String name : List.of("first", "second", "third")) {
                nodes.add(node(
                        name,
                        WORK,
                        job -> handlers.getOrDefault(job.workspace(), other -> {})
                                .run(job)));
            }
        }
    }

    private Node node(String name, String kind, JobHandler<Crm> handler) {
        ManualScheduler scheduler = ManualScheduler.on(clock());
        CrmEngine engine = closedAtTheEnd(CrmEngine.builder()
                .storage(Objects.requireNonNull(shared))
                .clock(clock())
                .scheduler(scheduler)
                .workers(WorkerOptions.standard().node(name).lease(LEASE).jobsPerRound(JOBS_PER_ROUND))
                .job(
                        kind,
                        JobOptions.standard()
                                .maxAttempts(3)
                                .backoff(Backoff.exponential(Duration.ofSeconds(1), Duration.ofSeconds(4))),
                        handler)
                .build());
        engine.start();
        return new Node(engine, scheduler);
    }

    private Crm workspace(String id) {
        Crm crm = nodes.get(0).engine().workspace(id).as(Actor.user("ada"));
        crm.schema()
                .define(ObjectSchema.named("effect")
                        .attribute("job", text().unique())
                        .attribute("node", text())
                        .build());
        return crm;
    }

    private static void store(Crm crm, UUID job) {
        crm.records("effect").create(Map.of("job", job.toString()));
    }

    private static List<String> effects(Crm crm) {
        return crm.records("effect").list(ListQuery.all().limit(1000)).items().stream()
                .map(CrmRecord::displayName)
                .toList();
    }

    @Test
    @SpecRule({"EVT-1", "EVT-9"})
    @DisplayName("A job is enqueued with what its writer writes: committed it runs once, rolled back it never existed")
    void aJobIsEnqueuedInTheWritersTransaction() {
        Crm crm = workspace(workspace());
        List<UUID> seen = new ArrayList<>();
        handlers.put(
                workspace(),
                job -> job.finish(inside -> {
                    seen.add(job.jobId());
                    store(inside, job.jobId());
                }));

        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.jobs().enqueue(Job.of(WORK));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
        UUID job = crm.inTransaction(inside -> {
            UUID id = inside.jobs().enqueue(Job.of(WORK)).orElseThrow();
            nodes.get(1).scheduler().runUntilIdle();
            assertThat(seen).isEmpty();
            return id;
        });
        assertThat(nodes.get(0).scheduler().isWoken()).isTrue();
        runAll();

        assertThat(seen).containsExactly(job);
        assertThat(effects(crm)).containsExactly(job.toString());
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule({"EVT-2", "EVT-9"})
    @DisplayName(
            "A worker that freezes past its lease cannot finish: another has stored the effect, and it is stored once")
    void aFrozenWorkerStoresNothing() {
        Crm crm = workspace(workspace());
        AtomicInteger runs = new AtomicInteger();
        List<Throwable> refusals = new ArrayList<>();
        handlers.put(workspace(), job -> {
            if (runs.incrementAndGet() == 1) {
                clock().advance(LEASE.plusSeconds(1));
                nodes.get(1).scheduler().runUntilIdle();
                try {
                    job.finish(inside -> store(inside, UUID.randomUUID()));
                } catch (JobStoppedException e) {
                    refusals.add(e);
                    throw e;
                }
            } else {
                job.finish(inside -> store(inside, job.jobId()));
            }
        });
        UUID job = crm.jobs().enqueue(Job.of(WORK)).orElseThrow();
        long lost = nodes.get(0).engine().workerCounts().lost();

        nodes.get(0).scheduler().runUntilIdle();
        runAll();

        assertThat(runs).hasValue(2);
        assertThat(refusals).hasSize(1);
        assertThat(effects(crm)).containsExactly(job.toString());
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
        assertThat(nodes.get(0).engine().workerCounts().lost()).isEqualTo(lost + 1);
    }

    @Test
    @SpecRule({"EVT-2", "EVT-9"})
    @DisplayName("The job of a worker that was killed runs elsewhere once its lease has run out, and not before")
    void theJobOfAKilledWorkerRunsElsewhere() {
        Crm crm = workspace(workspace());
        handlers.put(workspace(), job -> job.finish(inside -> store(inside, job.jobId())));
        UUID job = crm.jobs().enqueue(Job.of(WORK)).orElseThrow();
        assertThat(claim()).extracting(ClaimedJob::id).containsExactly(job);

        clock().advance(LEASE.minusSeconds(1));
        runAll();
        assertThat(effects(crm)).isEmpty();
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 1, 0));
        clock().advance(Duration.ofSeconds(20));
        runAll();

        assertThat(effects(crm)).containsExactly(job.toString());
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule({"EVT-2", "EVT-9"})
    @DisplayName("Three nodes at work together, one freezing and failing at times, store the effect of every job once")
    void threeNodesStoreEveryEffectOnce() {
        Crm crm = workspace(workspace());
        AtomicInteger runs = new AtomicInteger();
        handlers.put(workspace(), job -> {
            int run = runs.incrementAndGet();
            if (run == 7 || run == 19) {
                clock().advance(LEASE.plusSeconds(1));
            } else if (run % 10 == 0 && job.attempt() == 1) {
                throw new IllegalStateException("fails once");
            }
            job.finish(inside -> store(inside, job.jobId()));
        });
        List<UUID> jobs = crm.jobs().enqueue(Collections.nCopies(60, Job.of(WORK)));

        for (int round = 0; round < 50 && !crm.jobs().counts().equals(new JobCounts(0, 0, 0)); round++) {
            List<Callable<Duration>> work = nodes.stream()
                    .map(node -> (Callable<Duration>) () -> node.scheduler().runOnce())
                    .toList();
            assertThat(AtOnce.run(work))
                    .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
            clock().advance(Duration.ofSeconds(5));
        }

        assertThat(effects(crm))
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(UUID::toString).toList());
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
        assertThat(runs.get()).isGreaterThan(60);
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName(
            "What a failed finish wrote is undone, and the job is tried again after a wait, up to its attempts; then it is dead")
    void aFailureIsTriedAgain() {
        Crm crm = workspace(workspace());
        List<Integer> attempts = new ArrayList<>();
        handlers.put(workspace(), job -> {
            attempts.add(job.attempt());
            job.finish(inside -> {
                store(inside, job.jobId());
                throw new IllegalStateException("no luck");
            });
        });
        crm.jobs().enqueue(Job.of(WORK));

        nodes.get(0).scheduler().advance(Duration.ofMinutes(1));

        assertThat(attempts).containsExactly(1, 2, 3);
        assertThat(effects(crm)).isEmpty();
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 1));
        DeadLetter dead = crm.jobs().listDead().items().get(0);
        assertThat(dead.attempts()).isEqualTo(3);
        assertThat(dead.error()).contains("no luck");
        assertThat(dead.quarantined()).isFalse();
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName("Dead jobs are listed latest first, requeued under the same id, and discarded")
    void deadJobsAreLookedAfter() {
        Crm crm = workspace(workspace());
        List<UUID> ran = new ArrayList<>();
        handlers.put(workspace(), job -> {
            throw new PermanentJobException("cannot be");
        });
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            jobs.add(crm.jobs().enqueue(Job.of(WORK, "{\"n\":" + i + "}")).orElseThrow());
            runAll();
            clock().advance(Duration.ofSeconds(1));
        }

        Page<DeadLetter> first = crm.jobs().listDead(2, null);
        assertThat(first.items()).extracting(DeadLetter::id).containsExactly(jobs.get(2), jobs.get(1));
        assertThat(crm.jobs().listDead(2, first.nextCursor()).items())
                .extracting(DeadLetter::id)
                .containsExactly(jobs.get(0));
        assertThat(first.items().get(0).payload()).contains("2");
        assertThat(first.items().get(0).error()).contains("cannot be");

        handlers.put(workspace(), job -> {
            ran.add(job.jobId());
            assertThat(job.attempt()).isEqualTo(1);
        });
        crm.jobs().requeue(jobs.get(1));
        crm.jobs().discard(jobs.get(2));
        runAll();

        assertThat(ran).containsExactly(jobs.get(1));
        assertThat(crm.jobs().listDead()).extracting(DeadLetter::id).containsExactly(jobs.get(0));
        for (UUID gone : List.of(jobs.get(1), jobs.get(2), UUID.randomUUID())) {
            for (Runnable call : List.<Runnable>of(
                    () -> crm.jobs().requeue(gone), () -> crm.jobs().discard(gone))) {
                assertThatThrownBy(call::run)
                        .isInstanceOfSatisfying(
                                CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.JOB_NOT_FOUND));
            }
        }
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName("A job whose worker dies three times is quarantined, and runs again when it is requeued")
    void aJobThatKillsWorkersIsQuarantined() {
        Crm crm = workspace(workspace());
        handlers.put(workspace(), job -> job.finish(inside -> store(inside, job.jobId())));
        UUID job = crm.jobs().enqueue(Job.of(WORK)).orElseThrow();
        for (int crash = 1; crash <= 3; crash++) {
            assertThat(claim()).extracting(ClaimedJob::id).containsExactly(job);
            clock().advance(LEASE.plusSeconds(1));
            assertThat(Objects.requireNonNull(shared).workQueue().reap(3)).isEqualTo(1);
        }

        runAll();

        assertThat(effects(crm)).isEmpty();
        assertThat(crm.jobs().listDead()).singleElement().satisfies(dead -> {
            assertThat(dead.quarantined()).isTrue();
            assertThat(dead.crashes()).isEqualTo(3);
        });
        crm.jobs().requeue(job);
        runAll();
        assertThat(effects(crm)).containsExactly(job.toString());
    }

    @Test
    @SpecRule("EVT-9")
    @DisplayName("Recovery never touches a finished job, and a finish that comes late changes nothing")
    void recoveryLeavesFinishedJobsAlone() {
        Crm crm = workspace(workspace());
        handlers.put(workspace(), job -> job.finish(inside -> store(inside, job.jobId())));
        crm.jobs().enqueue(Job.of(WORK));
        runAll();
        for (int i = 0; i < 4; i++) {
            clock().advance(LEASE.plusSeconds(1));
            runAll();
        }

        assertThat(effects(crm)).hasSize(1);
        assertThat(crm.jobs().counts()).isEqualTo(new JobCounts(0, 0, 0));
    }

    @Test
    @SpecRule("EVT-10")
    @DisplayName("A workspace with a single job waits at most one round behind another with thousands")
    void aBusyWorkspaceDoesNotStarveAnother() {
        String busy = newWorkspace();
        String calm = newWorkspace();
        List<String> order = new ArrayList<>();
        Node worker = node("fair", MANY, job -> order.add(job.workspace()));
        List<Job> jobs = Collections.nCopies(1_000, Job.of(MANY));
        for (int enqueued = 0; enqueued < jobsOfABusyWorkspace(); enqueued += jobs.size()) {
            crm(worker, busy).jobs().enqueue(jobs);
        }
        worker.scheduler().runOnce();
        worker.scheduler().runOnce();
        assertThat(order).hasSize(2 * JOBS_PER_ROUND).containsOnly(busy);

        crm(worker, calm).jobs().enqueue(Job.of(MANY));
        worker.scheduler().runOnce();

        assertThat(order.subList(2 * JOBS_PER_ROUND, order.size())).contains(calm);
        assertThat(crm(worker, busy).jobs().counts().ready()).isEqualTo(jobsOfABusyWorkspace() - order.size() + 1L);
    }

    @Test
    @SpecRule("EVT-10")
    @DisplayName("A job that fails again and again holds up those of its lane, and no others")
    void aFailingJobHoldsUpItsLaneOnly() {
        Crm crm = workspace(workspace());
        List<String> done = new ArrayList<>();
        handlers.put(workspace(), job -> {
            if (job.payload().contains("bad") && job.attempt() < 3) {
                throw new IllegalStateException("not yet");
            }
            done.add(job.payload().replaceAll("[^a-z0-9]", ""));
        });
        crm.jobs()
                .enqueue(List.of(
                        named("bad").lane("a"),
                        named("a2").lane("a"),
                        named("b1").lane("b"),
                        named("free")));

        nodes.get(0).scheduler().runUntilIdle();
        assertThat(done).contains("nb1", "nfree").doesNotContain("na2");
        nodes.get(0).scheduler().advance(Duration.ofMinutes(1));

        assertThat(done).hasSize(4);
        assertThat(done.subList(2, 4)).containsExactly("nbad", "na2");
    }

    private static Job named(String name) {
        return Job.of(WORK, "{\"n\":\"" + name + "\"}");
    }

    private static Crm crm(Node node, String workspace) {
        return node.engine().workspace(workspace).as(Actor.user("ada"));
    }

    /** What a worker does that dies right after. */
    private List<ClaimedJob> claim() {
        return Objects.requireNonNull(shared).workQueue().claim("killed", Set.of(WORK), 1, LEASE);
    }

    private void runAll() {
        IntStream.range(0, nodes.size()).forEach(i -> nodes.get(i).scheduler().runUntilIdle());
    }
}
