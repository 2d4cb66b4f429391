package dev.crmkit.internal.job;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.spi.storage.WorkQueue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A queue that keeps the rules of {@link WorkQueue} and {@link JobStorage} over a clock that tests move, and beside it the effects that jobs
 * store. A transaction holds the queue's monitor from beginning to end and puts everything back when it throws.
 */
final class MemoryQueue implements WorkQueue {
    private final InstantSource clock;
    private Map<UUID, Entry> entries = new LinkedHashMap<>();
    private List<String> effects = new ArrayList<>();
    private final Map<String, Long> served = new HashMap<>();
    private final List<String> calls = new ArrayList<>();
    private long turns;
    private boolean isDown;

    MemoryQueue(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public synchronized List<ClaimedJob> claim(String node, Set<String> kinds, int limit, Duration lease) {
        reached("claim");
        List<ClaimedJob> claimed = new ArrayList<>();
        List<String> workspaces = entries.values().stream()
                .map(entry -> entry.workspace)
                .distinct()
                .sorted(Comparator.comparing(workspace -> served.getOrDefault(workspace, 0L)))
                .toList();
        for (String workspace : workspaces) {
            Optional<Entry> next = entries.values().stream()
                    .filter(entry ->
                            entry.workspace.equals(workspace) && isDue(entry) && kinds.contains(entry.job.kind()))
                    .filter(this::isFirstOfLane)
                    .min(Comparator.comparing((Entry entry) -> entry.runAt));
            if (next.isPresent() && claimed.size() < limit) {
                Entry changed = next.get().copy();
                changed.state = State.RUNNING;
                changed.fence++;
                changed.leaseUntil = clock.instant().plus(lease);
                entries.put(changed.job.id(), changed);
                served.put(workspace, ++turns);
                claimed.add(changed.claimed());
            }
        }
        return claimed;
    }

    @Override
    public synchronized boolean heartbeat(ClaimedJob job, Duration lease) {
        reached("heartbeat");
        return change(job, entry -> entry.leaseUntil = clock.instant().plus(lease));
    }

    @Override
    public synchronized boolean fail(ClaimedJob job, String error, Duration retryAfter) {
        reached("fail");
        return change(job, entry -> {
            entry.failures++;
            entry.error = error;
            entry.state = retryAfter == null ? State.DEAD : State.READY;
            entry.runAt = retryAfter == null ? entry.runAt : clock.instant().plus(retryAfter);
            entry.diedAt = retryAfter == null ? clock.instant() : null;
        });
    }

    @Override
    public synchronized boolean release(ClaimedJob job) {
        reached("release");
        return change(job, entry -> entry.state = State.READY);
    }

    @Override
    public synchronized int reap(int maxCrashes) {
        reached("reap");
        int reaped = 0;
        for (Entry entry : List.copyOf(entries.values())) {
            if (entry.state == State.RUNNING && entry.leaseUntil.isBefore(clock.instant())) {
                Entry changed = entry.copy();
                changed.crashes++;
                boolean isPoison = changed.crashes >= maxCrashes;
                changed.state = isPoison ? State.DEAD : State.READY;
                changed.quarantined = isPoison;
                changed.error = isPoison ? "quarantined after " + changed.crashes + " crashes" : changed.error;
                changed.diedAt = isPoison ? clock.instant() : null;
                entries.put(changed.job.id(), changed);
                reaped++;
            }
        }
        return reaped;
    }

    @Override
    public synchronized Optional<Duration> untilNextDue(Set<String> kinds) {
        reached("untilNextDue");
        return entries.values().stream()
                .filter(entry -> entry.state == State.READY && kinds.contains(entry.job.kind()))
                .map(entry -> Duration.between(clock.instant(), entry.runAt))
                .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
                .min(Comparator.naturalOrder());
    }

    @Override
    public synchronized void upkeep() {
        reached("upkeep");
    }

    /** A transaction: what it did to jobs and effects is undone when it throws. */
    synchronized <R> R transaction(Supplier<R> work) {
        reached("transaction");
        Map<UUID, Entry> entriesBefore = new LinkedHashMap<>(entries);
        List<String> effectsBefore = new ArrayList<>(effects);
        try {
            return work.get();
        } catch (RuntimeException | Error failure) {
            entries = entriesBefore;
            effects = effectsBefore;
            throw failure;
        }
    }

    /** What a handler sees in a transaction. */
    Effects effects() {
        return effects::add;
    }

    /** The jobs of a workspace, for use within a transaction. */
    JobStorage jobs(String workspace) {
        return new Jobs(workspace);
    }

    JobTransactions transactions(String workspace) {
        return new JobTransactions() {
            @Override
            public <R> R read(Function<? super JobStorage, R> work) {
                return transaction(() -> work.apply(jobs(workspace)));
            }

            @Override
            public <R> R write(Function<? super JobStorage, R> work) {
                return transaction(() -> work.apply(jobs(workspace)));
            }
        };
    }

    synchronized List<String> stored() {
        return List.copyOf(effects);
    }

    /** The names of the calls so far, in order. */
    synchronized List<String> calls() {
        return List.copyOf(calls);
    }

    /** From now on every call fails, or not. */
    synchronized void isDown(boolean down) {
        isDown = down;
    }

    private void reached(String call) {
        calls.add(call);
        if (isDown) {
            throw new IllegalStateException("the queue is down");
        }
    }

    private boolean isDue(Entry entry) {
        return entry.state == State.READY && !entry.runAt.isAfter(clock.instant());
    }

    private boolean isFirstOfLane(Entry entry) {
        String lane = entry.job.lane();
        if (lane == null) {
            return true;
        }
        return entries.values().stream()
                .filter(other -> other.workspace.equals(entry.workspace) && lane.equals(other.job.lane()))
                .filter(other -> other.state != State.DEAD)
                .findFirst()
                .filter(first -> first.equals(entry))
                .isPresent();
    }

    private boolean change(ClaimedJob job, Consumer<Entry> change) {
        if (!isHeld(job)) {
            return false;
        }
        Entry changed = entries.get(job.id()).copy();
        change.accept(changed);
        entries.put(job.id(), changed);
        return true;
    }

    private boolean isHeld(ClaimedJob job) {
        Entry entry = entries.get(job.id());
        return entry != null && entry.state == State.RUNNING && entry.fence == job.fence();
    }

    /** What jobs may store in a test. */
    @FunctionalInterface
    interface Effects {
        boolean store(String effect);
    }

    private enum State {
        READY,
        RUNNING,
        DEAD
    }

    private static final class Entry {
        private final String workspace;
        private final NewJob job;
        private State state = State.READY;
        private Instant runAt;
        private Instant leaseUntil;
        private Instant diedAt;
        private int failures;
        private int crashes;
        private long fence;
        private boolean quarantined;
        private String error = "";

        Entry(String workspace, NewJob job, Instant runAt) {
            this.workspace = workspace;
            this.job = job;
            this.runAt = runAt;
        }

        Entry copy() {
            Entry copy = new Entry(workspace, job, runAt);
            copy.state = state;
            copy.leaseUntil = leaseUntil;
            copy.diedAt = diedAt;
            copy.failures = failures;
            copy.crashes = crashes;
            copy.fence = fence;
            copy.quarantined = quarantined;
            copy.error = error;
            return copy;
        }

        ClaimedJob claimed() {
            return new ClaimedJob(
                    workspace,
                    job.id(),
                    job.kind(),
                    job.payload(),
                    job.lane(),
                    failures + 1,
                    job.maxAttempts(),
                    crashes,
                    fence);
        }

        DeadJob dead() {
            return new DeadJob(
                    job.id(), job.kind(), job.payload(), job.lane(), failures, crashes, quarantined, error, diedAt);
        }
    }

    private final class Jobs implements JobStorage {
        private final String workspace;

        Jobs(String workspace) {
            this.workspace = workspace;
        }

        @Override
        public List<UUID> enqueue(List<NewJob> jobs) {
            List<UUID> ids = new ArrayList<>();
            for (NewJob job : jobs) {
                boolean waits = job.dedupeKey() != null
                        && mine().stream()
                                .anyMatch(entry -> entry.state == State.READY
                                        && job.dedupeKey().equals(entry.job.dedupeKey()));
                if (!waits) {
                    entries.put(
                            job.id(), new Entry(workspace, job, clock.instant().plus(job.delay())));
                    ids.add(job.id());
                }
            }
            return ids;
        }

        @Override
        public boolean complete(ClaimedJob job) {
            return isHeld(job) && entries.remove(job.id()) != null;
        }

        @Override
        public List<DeadJob> dead(DeadJob after, int limit) {
            Comparator<DeadJob> order =
                    Comparator.comparing(DeadJob::diedAt).reversed().thenComparing(DeadJob::id);
            return mine().stream()
                    .filter(entry -> entry.state == State.DEAD)
                    .map(Entry::dead)
                    .sorted(order)
                    .filter(dead -> after == null || order.compare(dead, after) > 0)
                    .limit(limit)
                    .toList();
        }

        @Override
        public boolean requeue(UUID id) {
            Entry entry = entries.get(id);
            if (entry == null || !entry.workspace.equals(workspace) || entry.state != State.DEAD) {
                return false;
            }
            Entry fresh = new Entry(workspace, entry.job, clock.instant());
            fresh.fence = entry.fence;
            entries.put(id, fresh);
            return true;
        }

        @Override
        public boolean discard(UUID id) {
            Entry entry = entries.get(id);
            return entry != null
                    && entry.workspace.equals(workspace)
                    && entry.state == State.DEAD
                    && entries.remove(id) != null;
        }

        @Override
        public JobCounts counts() {
            return new JobCounts(count(State.READY), count(State.RUNNING), count(State.DEAD));
        }

        private long count(State state) {
            return mine().stream().filter(entry -> entry.state == state).count();
        }

        private List<Entry> mine() {
            return entries.values().stream()
                    .filter(entry -> entry.workspace.equals(workspace))
                    .toList();
        }
    }
}
