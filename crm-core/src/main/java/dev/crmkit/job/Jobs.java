package dev.crmkit.job;

import dev.crmkit.query.Page;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The jobs of one workspace: enqueue them, and look after the dead. Implemented by the engine only. */
public interface Jobs {

    /**
     * Enqueues a job; workers see it once the transaction commits. A kind that no handler of this engine knows is allowed: it waits for a
     * node that knows it.
     *
     * @return its id; empty if its dedupe key waits already
     * @throws dev.crmkit.error.InvalidInputException if it has faults
     */
    Optional<UUID> enqueue(Job job);

    /**
     * Enqueues jobs, all or none, in this order within a lane.
     *
     * @return the ids of those that were enqueued, in order; a job whose dedupe key waits already is left out
     * @throws dev.crmkit.error.InvalidInputException if any has faults; nothing is enqueued
     */
    List<UUID> enqueue(List<Job> jobs);

    /** The first dead jobs, latest first. */
    default Page<DeadLetter> listDead() {
        return listDead(50, null);
    }

    /**
     * Dead jobs, latest first, then by id.
     *
     * @param limit how many on a page; 1 to {@value dev.crmkit.query.ListQuery#MAX_LIMIT}
     * @param after the {@link Page#nextCursor()} of the page before, or null for the first page
     * @throws dev.crmkit.error.InvalidInputException if the limit is outside, or the cursor was changed or is of another workspace
     */
    Page<DeadLetter> listDead(int limit, @Nullable String after);

    /**
     * Makes a dead job ready again, at once, with all attempts before it; id, payload, lane and key are as they were, so its effect is still
     * stored once.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such dead job
     */
    void requeue(UUID id);

    /**
     * Removes a dead job for good.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such dead job
     */
    void discard(UUID id);

    /** How many jobs wait, run and are dead. */
    JobCounts counts();
}
