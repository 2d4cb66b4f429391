package dev.crmkit.internal.job;

/** How a job ended on this worker; {@link dev.crmkit.job.WorkerCounts} says what each means. */
enum Outcome {
    COMPLETED,
    RETRIED,
    DIED,
    LOST,
    RELEASED
}
