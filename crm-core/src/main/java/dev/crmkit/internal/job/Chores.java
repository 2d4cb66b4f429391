package dev.crmkit.internal.job;

import dev.crmkit.spi.schedule.Work;
import java.time.Duration;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that does something else besides now and then: before its first round, and again before the next one once the time has passed. Thread-safe. */
public final class Chores implements Work {
    private static final Logger LOG = LoggerFactory.getLogger(Chores.class);

    private final Work work;
    private final Periodic turns;
    private final InstantSource clock;
    private final Runnable chore;

    /**
     * Work with a chore.
     *
     * @param chore done by one thread at a time, whichever comes by
     */
    public Chores(Work work, Duration every, InstantSource clock, Runnable chore) {
        this.work = work;
        this.turns = new Periodic(every);
        this.clock = clock;
        this.chore = chore;
    }

    @Override
    public Duration round() {
        if (turns.take(clock.instant())) {
            try {
                chore.run();
            } catch (Throwable failure) {
                LOG.warn("A chore of the workers failed and is tried again another time: {}", Texts.error(failure));
                LOG.debug("A chore of the workers failed", failure);
            }
        }
        return work.round();
    }

    @Override
    public void heartbeat() {
        work.heartbeat();
    }

    @Override
    public Duration heartbeatEvery() {
        return work.heartbeatEvery();
    }
}
