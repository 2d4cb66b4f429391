package dev.crmkit.job;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How one engine works on jobs. Every method returns a changed copy. Immutable. */
public final class WorkerOptions {
    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
    private static final Duration LONGEST_LEASE = Duration.ofHours(1);
    private static final int MOST_JOBS = 1_000;
    private static final WorkerOptions STANDARD = new WorkerOptions("crmkit", Duration.ofSeconds(60), 10);

    private final String node;
    private final Duration lease;
    private final int jobsPerRound;

    private WorkerOptions(String node, Duration lease, int jobsPerRound) {
        this.node = node;
        this.lease = lease;
        this.jobsPerRound = jobsPerRound;
    }

    /** Node {@code crmkit}, a lease of 60 seconds, 10 jobs per round. */
    public static WorkerOptions standard() {
        return STANDARD;
    }

    /**
     * What this process is called, for people who look at running jobs; need not be unique.
     *
     * @param name 1 to 100 characters
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public WorkerOptions node(String name) {
        if (name.isBlank() || name.length() > 100) {
            throw new IllegalArgumentException("A node's name has 1 to 100 characters, not " + name.length());
        }
        return new WorkerOptions(name, lease, jobsPerRound);
    }

    /**
     * How long a worker may be silent before its jobs go to others; heartbeats come four times as often. Short leases recover a crash
     * sooner, long ones survive longer pauses of the process.
     *
     * @param time one second to one hour
     * @throws IllegalArgumentException if it is outside
     */
    public WorkerOptions lease(Duration time) {
        if (time.compareTo(SHORTEST_LEASE) < 0 || time.compareTo(LONGEST_LEASE) > 0) {
            throw new IllegalArgumentException("A lease lasts one second to one hour, not " + time);
        }
        return new WorkerOptions(node, time, jobsPerRound);
    }

    /**
     * How many jobs a thread runs before it goes back to its scheduler.
     *
     * @param jobs 1 to 1,000
     * @throws IllegalArgumentException if it is outside
     */
    public WorkerOptions jobsPerRound(int jobs) {
        if (jobs < 1 || jobs > MOST_JOBS) {
            throw new IllegalArgumentException("A round has 1 to " + MOST_JOBS + " jobs, not " + jobs);
        }
        return new WorkerOptions(node, lease, jobs);
    }

    /** What this process is called. */
    public String node() {
        return node;
    }

    /** How long a worker may be silent. */
    public Duration lease() {
        return lease;
    }

    /** How many jobs a thread runs before it goes back to its scheduler. */
    public int jobsPerRound() {
        return jobsPerRound;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WorkerOptions that
                && node.equals(that.node)
                && lease.equals(that.lease)
                && jobsPerRound == that.jobsPerRound;
    }

    @Override
    public int hashCode() {
        return Objects.hash(node, lease, jobsPerRound);
    }

    @Override
    public String toString() {
        return "WorkerOptions[" + node + ", lease " + lease + ", " + jobsPerRound + " jobs per round]";
    }
}
