package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.NewJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it is stored. Immutable.
 *
 * @param job as it was enqueued
 * @param number goes up in the order in which jobs were enqueued
 * @param dueAt when it may run
 * @param leaseEnd when its lease ends, while it runs
 * @param error the last error; empty if there was none
 * @param diedAt when it died, if it is dead
 */
record JobRow(
        NewJob job,
        long number,
        State state,
        Instant dueAt,
        int failures,
        int crashes,
        long fence,
        @Nullable Instant leaseEnd,
        String error,
        @Nullable Instant diedAt,
        boolean quarantined) {

    /** What a job is doing. */
    enum State {
        READY,
        RUNNING,
        DEAD
    }

    static JobRow ready(NewJob job, long number, Instant now) {
        return new JobRow(job, number, State.READY, now.plus(job.delay()), 0, 0, 0, null, "", null, false);
    }

    JobRow claimed(Instant leaseEnd) {
        return new JobRow(
                job, number, State.RUNNING, dueAt, failures, crashes, fence + 1, leaseEnd, error, null, false);
    }

    JobRow prolonged(Instant leaseEnd) {
        return new JobRow(job, number, state, dueAt, failures, crashes, fence, leaseEnd, error, null, false);
    }

    JobRow released() {
        return new JobRow(job, number, State.READY, dueAt, failures, crashes, fence, null, error, null, false);
    }

    JobRow failed(String error, Instant nextAttempt) {
        return new JobRow(
                job, number, State.READY, nextAttempt, failures + 1, crashes, fence, null, error, null, false);
    }

    JobRow failedForGood(String error, Instant now) {
        return new JobRow(job, number, State.DEAD, dueAt, failures + 1, crashes, fence, null, error, now, false);
    }

    JobRow crashed() {
        return new JobRow(job, number, State.READY, dueAt, failures, crashes + 1, fence, null, error, null, false);
    }

    JobRow quarantinedAt(Instant now) {
        String reason = "The lease ran out " + (crashes + 1) + " times: the worker died, or never came back";
        return new JobRow(job, number, State.DEAD, dueAt, failures, crashes + 1, fence, null, reason, now, true);
    }

    JobRow requeued(Instant now) {
        return new JobRow(job, number, State.READY, now, 0, 0, fence, null, "", null, false);
    }

    /** Whether the claim that got this fence still holds. */
    boolean isHeldBy(ClaimedJob claim) {
        return state == State.RUNNING && fence == claim.fence();
    }

    ClaimedJob toClaim(String workspace) {
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

    DeadJob toDead() {
        if (diedAt == null) {
            throw new IllegalStateException("Job " + job.id() + " is not dead");
        }
        return new DeadJob(
                job.id(), job.kind(), job.payload(), job.lane(), failures, crashes, quarantined, error, diedAt);
    }
}
