package dev.crmkit.job;

import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A job in the hands of its handler. For the thread that runs the handler, except {@link #isLeaseHeld()} and {@link #check()}, which any
 * thread may call. Implemented by the engine only.
 *
 * @param <T> the engine as seen from a transaction in the job's workspace
 */
public interface JobContext<T> {

    /** The workspace the job belongs to. */
    String workspace();

    /** The same at every attempt; what an outside service can tell repetitions by. */
    UUID jobId();

    /** The kind of job. */
    String kind();

    /** The text of a JSON object. */
    String payload();

    /** 1 for the first try; failures count, crashes of workers do not. */
    int attempt();

    /** Whether a failure of this attempt makes the job dead. */
    boolean isLastAttempt();

    /** Whether the job is still this worker's, as far as it knows; a worker that was paused too long learns it late. */
    boolean isLeaseHeld();

    /**
     * Throws if there is no point in going on. Call it between the steps of long work.
     *
     * @throws JobStoppedException if the lease is lost or the engine is closing
     */
    void check();

    /**
     * Runs work in a transaction of its own. It is not tied to the lease and may happen again at the next attempt: for reading, and for
     * noting what is about to be done outside.
     *
     * @throws JobStoppedException if the lease is known to be lost
     * @throws IllegalStateException if called within {@link #finish}
     */
    <R> R inTransaction(Function<? super T, R> work);

    /**
     * Commits what the work stores together with the end of the job, or neither: two workers that both believe they hold the job store its
     * effect once. When the work throws, all of it is undone, the job is still held and the exception reaches the handler.
     *
     * <p>Long work goes in steps: the work of one step enqueues the job of the next.
     *
     * @throws JobStoppedException if the lease was lost; nothing was stored
     * @throws IllegalStateException if the job is finished already, or the call is within another {@code finish}
     */
    void finish(Consumer<? super T> work);
}
