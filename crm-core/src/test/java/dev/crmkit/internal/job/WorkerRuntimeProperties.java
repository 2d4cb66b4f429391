package dev.crmkit.internal.job;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.internal.job.MemoryQueue.Effects;
import dev.crmkit.job.DeadLetter;
import dev.crmkit.job.Job;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobCounts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Three workers, and whatever may happen to them in whatever order: each job's effect is stored once, or the job is dead. */
class WorkerRuntimeProperties {
    private static final int WORKERS = 3;
    private static final int JOBS = 12;

    @Property(tries = 500)
    void an_effect_is_stored_once_or_the_job_is_dead(@ForAll long seed) {
        Random random = new Random(seed);
        Plant plant = new Plant();
        List<WorkerRuntime<Effects>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(plant.worker("note", job -> misbehave(job, plant, workers, random)));
        }
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < JOBS; i++) {
            jobs.add(plant.enqueue(
                    Job.of("note").lane(i % 3 == 0 ? "lane" : null).maxAttempts(4)));
        }

        for (int i = 0; i < 60; i++) {
            if (random.nextInt(4) == 0) {
                plant.queue.claim("a node that dies", Set.of("note"), 1, Plant.LEASE);
            }
            workers.get(random.nextInt(WORKERS)).round();
            plant.clock.advance(Duration.ofSeconds(random.nextInt(40)));
        }
        WorkerRuntime<Effects> last = plant.worker(
                "note", job -> job.finish(crm -> crm.store(job.jobId().toString())));
        for (int i = 0; i < 2 * JOBS; i++) {
            plant.clock.advance(Duration.ofHours(1));
            last.round();
        }

        List<String> dead = plant.jobs("acme").listDead().items().stream()
                .map(DeadLetter::id)
                .map(UUID::toString)
                .toList();
        assertThat(Stream.concat(plant.queue.stored().stream(), dead.stream()))
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(UUID::toString).toList());
        assertThat(plant.jobs("acme").counts()).isEqualTo(new JobCounts(0, 0, dead.size()));
    }

    @Test
    void an_effect_is_stored_once_when_three_threads_work_at_once() throws InterruptedException {
        Plant plant = new Plant();
        List<UUID> jobs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            jobs.add(plant.enqueue(Job.of("note")));
        }
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch allBegan = new CountDownLatch(WORKERS);
        WorkerRuntime<Effects> worker = plant.worker("note", job -> {
            if (threads.add(Thread.currentThread().getName())) {
                allBegan.countDown();
                allBegan.await();
            }
            job.finish(crm -> crm.store(job.jobId().toString()));
        });

        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            Thread thread = new Thread(() -> {
                while (worker.round().isZero()) {
                    worker.heartbeat();
                }
            });
            thread.start();
            running.add(thread);
        }
        for (Thread thread : running) {
            thread.join();
        }

        assertThat(threads).hasSize(WORKERS);
        assertThat(plant.queue.stored())
                .containsExactlyInAnyOrderElementsOf(
                        jobs.stream().map(UUID::toString).toList());
        assertThat(worker.counts().completed()).isEqualTo(jobs.size());
    }

    /** One of the things that happen to handlers; some let other workers run in between, as a pause of the process would. */
    private static void misbehave(
            JobContext<Effects> job, Plant plant, List<WorkerRuntime<Effects>> workers, Random random) {
        switch (random.nextInt(8)) {
            case 0 -> throw new IllegalStateException("fails before its effect");
            case 1 -> {
                plant.clock.advance(Duration.ofSeconds(random.nextInt(200)));
                if (random.nextInt(3) > 0) {
                    workers.get(random.nextInt(workers.size())).round();
                }
                finish(job);
            }
            case 2 -> {
                plant.clock.advance(Duration.ofSeconds(random.nextInt(200)));
                workers.forEach(WorkerRuntime::heartbeat);
                job.check();
                finish(job);
            }
            case 3 ->
                job.finish(crm -> {
                    crm.store(job.jobId().toString());
                    throw new IllegalStateException("fails after its effect, before the commit");
                });
            case 4 -> {
                finish(job);
                throw new IllegalStateException("fails after the commit");
            }
            case 5 -> throw new StackOverflowError();
            default -> finish(job);
        }
    }

    private static void finish(JobContext<Effects> job) {
        job.finish(crm -> crm.store(job.jobId().toString()));
    }
}
