package dev.crmkit.spi.storage;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Claiming and leasing of jobs over all workspaces. Time is the storage's own clock, or the one of {@link StorageContext}. Each call is a
 * transaction of its own. Thread-safe.
 */
public interface WorkQueue {

    /**
     * Takes due jobs, at most one per workspace and call, those workspaces first that were served longest ago, and of each the job that is
     * due longest. Of a lane only the oldest job is taken, and none while another of it runs or waits for its next attempt.
     *
     * @param node who takes them, for people
     * @param kinds only jobs of these kinds; others stay for nodes that know them
     * @param limit the most jobs
     * @param lease for how long
     */
    List<ClaimedJob> claim(String node, Set<String> kinds, int limit, Duration lease);

    /**
     * Prolongs a lease from now on.
     *
     * @return false if it was lost
     */
    boolean heartbeat(ClaimedJob job, Duration lease);

    /**
     * Records a failure: the job waits for its next attempt, or is dead.
     *
     * @param error for people, without secrets; cut to 4,000 characters
     * @param retryAfter when to try again, or null for never
     * @return false if the lease was lost; then nothing is changed
     */
    boolean fail(ClaimedJob job, String error, @Nullable Duration retryAfter);

    /**
     * Gives a job back untouched; neither an attempt nor a crash is counted.
     *
     * @return false if the lease was lost
     */
    boolean release(ClaimedJob job);

    /**
     * Makes jobs whose lease ran out ready again with one more crash; those that reach the limit are dead and quarantined. Finished jobs
     * are never touched.
     *
     * @return how many leases had run out
     */
    int reap(int maxCrashes);

    /** How long until the next job of these kinds may be due: zero if one is due now, empty if none waits. */
    Optional<Duration> untilNextDue(Set<String> kinds);

    /** Small upkeep, such as folding counters and forgetting idempotency keys that have expired; short transactions, safe at any time. */
    void upkeep();
}
