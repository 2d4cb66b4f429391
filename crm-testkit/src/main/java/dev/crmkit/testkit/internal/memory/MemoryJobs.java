package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.NewJob;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs as one transaction sees them. */
record MemoryJobs(MemoryTransaction transaction) implements JobStorage {
    private static final Comparator<DeadJob> LATEST_FIRST = Comparator.comparing(DeadJob::diedAt)
            .thenComparing(DeadJob::id, IndexOrder::compareIds)
            .reversed();

    @Override
    public List<UUID> enqueue(List<NewJob> jobs) {
        return transaction.write(() -> {
            jobs.stream()
                    .map(NewJob::dedupeKey)
                    .filter(Objects::nonNull)
                    .sorted()
                    .forEach(key -> transaction.lock(Locks.Kind.DEDUPE_KEY, key));
            Set<String> taken = waitingKeys(jobs);
            List<UUID> enqueued = new ArrayList<>();
            for (NewJob job : jobs) {
                String key = job.dedupeKey();
                if (key == null || taken.add(key)) {
                    transaction.jobRows.put(job.id(), JobRow.ready(job, transaction.nextNumber(), transaction.now()));
                    enqueued.add(job.id());
                }
            }
            return enqueued;
        });
    }

    private Set<String> waitingKeys(List<NewJob> jobs) {
        Set<String> waiting = new HashSet<>();
        if (jobs.stream().anyMatch(job -> job.dedupeKey() != null)) {
            for (JobRow row : transaction.jobRows.rows().values()) {
                String key = row.job().dedupeKey();
                if (key != null && row.state() == JobRow.State.READY) {
                    waiting.add(key);
                }
            }
        }
        return waiting;
    }

    @Override
    public boolean complete(ClaimedJob job) {
        return transaction.write(() -> {
            JobRow row = lockAndFind(job.id());
            return row != null && row.isHeldBy(job) && transaction.jobRows.remove(job.id());
        });
    }

    private @Nullable JobRow lockAndFind(UUID id) {
        transaction.lock(Locks.Kind.JOB, id);
        return transaction.jobRows.find(id);
    }

    @Override
    public List<DeadJob> dead(@Nullable DeadJob after, int limit) {
        return transaction.read(() -> transaction.jobRows.rows().values().stream()
                .filter(row -> row.state() == JobRow.State.DEAD)
                .map(JobRow::toDead)
                .sorted(LATEST_FIRST)
                .filter(dead -> after == null || LATEST_FIRST.compare(dead, after) > 0)
                .limit(limit)
                .toList());
    }

    @Override
    public boolean requeue(UUID id) {
        return transaction.write(() -> {
            JobRow row = lockAndFind(id);
            if (row == null || row.state() != JobRow.State.DEAD) {
                return false;
            }
            transaction.jobRows.put(id, row.requeued(transaction.now()));
            return true;
        });
    }

    @Override
    public boolean discard(UUID id) {
        return transaction.write(() -> {
            JobRow row = lockAndFind(id);
            return row != null && row.state() == JobRow.State.DEAD && transaction.jobRows.remove(id);
        });
    }

    @Override
    public JobCounts counts() {
        return transaction.read(
                () -> new JobCounts(count(JobRow.State.READY), count(JobRow.State.RUNNING), count(JobRow.State.DEAD)));
    }

    private long count(JobRow.State state) {
        return transaction.jobRows.rows().values().stream()
                .filter(row -> row.state() == state)
                .count();
    }
}
