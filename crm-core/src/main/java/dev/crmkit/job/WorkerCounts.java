package dev.crmkit.job;

/**
 * What the workers of one engine have done since it was built. Immutable.
 *
 * @param completed jobs that ended well
 * @param retried attempts that failed and will be repeated
 * @param died jobs that are dead: attempts used up, or a failure that is permanent
 * @param lost jobs whose lease was lost while they ran here; harmless, another worker has them
 * @param released jobs given back because the engine was closing
 * @param reaped leases of any node that had run out
 */
public record WorkerCounts(long completed, long retried, long died, long lost, long released, long reaped) {}
