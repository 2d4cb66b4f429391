package dev.crmkit.spi.schedule;

/**
 * Says who runs the engine's background work, and when: a thread pool, a host's own scheduler, a test by hand. Thread-safe.
 *
 * <p>A scheduler never decides what is due: that is the storage's business.
 */
public interface Scheduler extends AutoCloseable {

    /**
     * Begins to call {@link Work#round()} again and again, possibly from several threads at once, and {@link Work#heartbeat()} at least every
     * {@link Work#heartbeatEvery()}, also while rounds are running. Called once.
     */
    void start(Work work);

    /** There may be something to do before the time that the last round named. Never blocks; calls may be folded into one. */
    void wake();

    /** Calls no more, waits for calls under way (up to a limit of the scheduler's own) and returns. Closing twice does nothing. */
    @Override
    void close();
}
