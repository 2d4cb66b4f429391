package dev.crmkit.internal.job;

import dev.crmkit.job.Job;
import dev.crmkit.job.JobHandler;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.spi.storage.StorageTransaction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** A queue, a clock, and as many workers as a test wants. */
final class Plant {
    static final Duration LEASE = Duration.ofSeconds(60);

    final SettableClock clock = new SettableClock();
    final MemoryQueue queue = new MemoryQueue(clock);
    private final AtomicLong ids = new AtomicLong();
    private final List<AssertionError> failedInHandlers = new CopyOnWriteArrayList<>();

    WorkspaceJobs jobs(String workspace) {
        return new WorkspaceJobs(
                workspace,
                queue.transactions(workspace),
                () -> new UUID(0x7000, ids.incrementAndGet()),
                Map.of("thrice", JobOptions.standard().maxAttempts(3)));
    }

    UUID enqueue(Job job) {
        return jobs("acme").enqueue(job).orElseThrow();
    }

    WorkerRuntime<MemoryQueue.Effects> worker(String kind, JobHandler<MemoryQueue.Effects> handler) {
        return worker(List.of(new RegisteredJob<>(kind, JobOptions.standard(), handler)));
    }

    WorkerRuntime<MemoryQueue.Effects> worker(List<RegisteredJob<MemoryQueue.Effects>> kinds) {
        return worker(kinds, opener());
    }

    WorkerRuntime<MemoryQueue.Effects> worker(
            List<RegisteredJob<MemoryQueue.Effects>> kinds, TransactionOpener<MemoryQueue.Effects> opener) {
        WorkerOptions options = WorkerOptions.standard().lease(LEASE);
        return new WorkerRuntime<>(
                queue, opener, kinds.stream().map(this::watched).toList(), options, clock, new Random(7));
    }

    /** A worker takes a failed assertion in a handler for a failed job; here it is kept, so that the test fails too. */
    private RegisteredJob<MemoryQueue.Effects> watched(RegisteredJob<MemoryQueue.Effects> kind) {
        return new RegisteredJob<>(kind.kind(), kind.options(), job -> {
            try {
                kind.handler().run(job);
            } catch (AssertionError failure) {
                failedInHandlers.add(failure);
                throw failure;
            }
        });
    }

    /** The assertions that failed in handlers. */
    List<AssertionError> failedInHandlers() {
        return List.copyOf(failedInHandlers);
    }

    TransactionOpener<MemoryQueue.Effects> opener() {
        return new TransactionOpener<>() {
            @Override
            public <R> R inTransaction(
                    String workspace, BiFunction<? super MemoryQueue.Effects, ? super StorageTransaction, R> work) {
                return queue.transaction(
                        () -> work.apply(queue.effects(), new StoredTransaction(queue.jobs(workspace))));
            }
        };
    }

    /** Past every lease, and past the time at which workers look for leases that ran out. */
    void letLeasesRunOut() {
        clock.advance(LEASE.plusSeconds(1));
    }
}
