package dev.crmkit.spi.storage;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Jobs of the workspace, within its transaction. Not thread-safe. */
public interface JobStorage {

    /**
     * Enqueues jobs; they become visible to workers when the transaction commits.
     *
     * @return the ids of those that were enqueued; a job whose dedupe key waits already is left out
     */
    List<UUID> enqueue(List<NewJob> jobs);

    /**
     * Takes a finished job away, if its lease still holds. Until this transaction ends nobody else can claim or reap it.
     *
     * @return false if the lease was lost; then the caller rolls back
     */
    boolean complete(ClaimedJob job);

    /** The dead jobs, latest first by time, then id; those after the given one, or the first if null. */
    List<DeadJob> dead(@Nullable DeadJob after, int limit);

    /**
     * Makes a dead job ready again, at once, with attempts and crashes at zero and its id, payload, lane and key as they were.
     *
     * @return false if there is no such dead job
     */
    boolean requeue(UUID id);

    /**
     * Removes a dead job.
     *
     * @return false if there is no such dead job
     */
    boolean discard(UUID id);

    /** How many jobs wait, run and are dead. */
    JobCounts counts();

    /**
     * How many jobs there are. Immutable.
     *
     * @param ready waiting, due or not
     * @param running under a lease
     * @param dead dead
     */
    record JobCounts(long ready, long running, long dead) {}
}
