package dev.crmkit.internal.engine;

import com.fasterxml.uuid.UUIDClock;
import com.fasterxml.uuid.impl.TimeBasedEpochGenerator;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.UUID;

/** UUIDs of version 7 (RFC 9562) by the engine's clock: those of one engine sort in the order in which they were made. Thread-safe. */
public final class Ids {
    private final TimeBasedEpochGenerator generator;

    /** Ids by that clock. */
    public Ids(InstantSource clock) {
        this.generator = new TimeBasedEpochGenerator(new SecureRandom(), new NeverBack(clock));
    }

    /** The next id. */
    public UUID next() {
        return generator.generate();
    }

    /** A clock that is set back stands still instead, so that ids go on sorting. */
    private static final class NeverBack extends UUIDClock {
        private final InstantSource clock;
        private long latest = Long.MIN_VALUE;

        NeverBack(InstantSource clock) {
            this.clock = clock;
        }

        @Override
        public synchronized long currentTimeMillis() {
            latest = Math.max(latest, clock.millis());
            return latest;
        }
    }
}
