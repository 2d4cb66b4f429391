package dev.crmkit.spi.schedule;

import java.time.Duration;

/** What a {@link Scheduler} calls; the engine implements it. Thread-safe. None of the methods throws. */
public interface Work {

    /**
     * Does what is due, up to a small number of jobs.
     *
     * @return how long nothing is expected to be due; zero means call again at once
     */
    Duration round();

    /** Prolongs the leases of jobs that are running in this process. Short. */
    void heartbeat();

    /** How often {@link #heartbeat()} is needed at least. */
    Duration heartbeatEvery();
}
