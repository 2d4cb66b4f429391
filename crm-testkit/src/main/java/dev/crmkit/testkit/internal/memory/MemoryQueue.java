package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Claiming over all workspaces. Thread-safe. */
record MemoryQueue(MemoryState state) implements WorkQueue {
    private static final int LONGEST_ERROR = 4_000;

    @Override
    public List<ClaimedJob> claim(String node, Set<String> kinds, int limit, Duration lease) {
        return state.locks().call(() -> {
            Instant now = state.now();
            List<Space> hungriestFirst = new ArrayList<>(state.spaces());
            hungriestFirst.sort(Comparator.comparingLong(space -> space.served));
            List<ClaimedJob> claimed = new ArrayList<>();
            for (Space space : hungriestFirst) {
                if (claimed.size() == limit) {
                    break;
                }
                space.waiting
                        .next(now, row -> kinds.contains(row.job().kind()) && isFree(space, row))
                        .map(row -> row.claimed(now.plus(lease)))
                        .ifPresent(row -> {
                            space.jobs.put(row.job().id(), row);
                            space.served = state.nextNumber();
                            claimed.add(row.toClaim(space.id));
                        });
            }
            return claimed;
        });
    }

    private boolean isFree(Space space, JobRow row) {
        return state.locks().isFree(lockOf(space.id, row.job().id()));
    }

    private static Locks.Key lockOf(String workspace, UUID job) {
        return new Locks.Key(Locks.Kind.JOB, workspace, job);
    }

    @Override
    public boolean heartbeat(ClaimedJob job, Duration lease) {
        return change(job, row -> row.prolonged(state.now().plus(lease)));
    }

    @Override
    public boolean fail(ClaimedJob job, String error, @Nullable Duration retryAfter) {
        String cut = cut(error);
        return change(job, row -> {
            Instant now = state.now();
            return retryAfter == null || row.failures() + 1 >= row.job().maxAttempts()
                    ? row.failedForGood(cut, now)
                    : row.failed(cut, now.plus(retryAfter));
        });
    }

    private static String cut(String error) {
        if (error.length() <= LONGEST_ERROR) {
            return error;
        }
        boolean splitsPair = Character.isHighSurrogate(error.charAt(LONGEST_ERROR - 1));
        return error.substring(0, splitsPair ? LONGEST_ERROR - 1 : LONGEST_ERROR);
    }

    @Override
    public boolean release(ClaimedJob job) {
        return change(job, JobRow::released);
    }

    private boolean change(ClaimedJob job, UnaryOperator<JobRow> next) {
        return state.locks().call(() -> {
            state.locks().awaitFree(lockOf(job.workspace(), job.id()));
            for (Space space : state.spaces()) {
                JobRow row = space.id.equals(job.workspace()) ? space.jobs.find(job.id()) : null;
                if (row != null && row.isHeldBy(job)) {
                    space.jobs.put(job.id(), next.apply(row));
                    return true;
                }
            }
            return false;
        });
    }

    @Override
    public int reap(int maxCrashes) {
        return state.locks().call(() -> {
            Instant now = state.now();
            int reaped = 0;
            for (Space space : state.spaces()) {
                for (JobRow row : List.copyOf(space.jobs.rows().values())) {
                    Instant leaseEnd = row.leaseEnd();
                    if (leaseEnd != null && !leaseEnd.isAfter(now) && isFree(space, row)) {
                        boolean quarantined = row.crashes() + 1 >= maxCrashes;
                        space.jobs.put(row.job().id(), quarantined ? row.quarantinedAt(now) : row.crashed());
                        reaped++;
                    }
                }
            }
            return reaped;
        });
    }

    @Override
    public Optional<Duration> untilNextDue(Set<String> kinds) {
        return state.locks().call(() -> {
            Instant now = state.now();
            return state.spaces().stream()
                    .flatMap(space -> space.waiting
                            .startable()
                            .filter(row -> kinds.contains(row.job().kind()))
                            .limit(1))
                    .map(row -> row.dueAt().isAfter(now) ? Duration.between(now, row.dueAt()) : Duration.ZERO)
                    .min(Comparator.naturalOrder());
        });
    }

    @Override
    public void upkeep() {
        state.locks().run(() -> {
            Instant now = state.now();
            for (Space space : state.spaces()) {
                List.copyOf(space.idempotency.rows().entrySet()).stream()
                        .filter(entry -> !entry.getValue().expiresAt().isAfter(now))
                        .filter(entry -> state.locks()
                                .isFree(new Locks.Key(Locks.Kind.IDEMPOTENCY_KEY, space.id, entry.getKey())))
                        .forEach(entry -> space.idempotency.remove(entry.getKey()));
            }
        });
    }
}
