package dev.crmkit.job;

/**
 * What is done for jobs of one kind. Called by several threads at once, so thread-safe.
 *
 * <p>A handler may be called again for the same job: after a failure, and after a worker died or was too slow. What it does through
 * {@link JobContext#finish} happens once all the same; what it does elsewhere, it does at least once.
 *
 * @param <T> the engine as seen from a transaction in the job's workspace
 */
@FunctionalInterface
public interface JobHandler<T> {

    /**
     * Does the job. Returning finishes it; throwing means another attempt after a pause, as long as there are attempts left.
     *
     * @throws PermanentJobException if another attempt is pointless: the job is dead at once
     * @throws RetryJobException if the next attempt has a time of its own
     * @throws JobStoppedException let it pass: the lease is lost or the engine is closing
     * @throws Exception any other failure
     */
    void run(JobContext<T> job) throws Exception;
}
