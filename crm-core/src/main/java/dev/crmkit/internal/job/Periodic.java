package dev.crmkit.internal.job;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Something done now and then by whichever thread comes by: at the first call, and again once the time has passed. Thread-safe. */
final class Periodic {
    private final Duration every;
    private final AtomicReference<@Nullable Instant> last = new AtomicReference<>();

    Periodic(Duration every) {
        this.every = every;
    }

    /** Whether it is the caller's turn; of several callers at once, one is told so. */
    boolean take(Instant now) {
        Instant before = last.get();
        return isDue(before, now) && last.compareAndSet(before, now);
    }

    /** How long until the next turn. */
    Duration until(Instant now) {
        Instant before = last.get();
        return before == null || isDue(before, now) ? Duration.ZERO : Duration.between(now, before.plus(every));
    }

    /** A clock that was set back makes it due, or it might rest for years. */
    private boolean isDue(@Nullable Instant before, Instant now) {
        return before == null || now.isBefore(before) || !now.isBefore(before.plus(every));
    }
}
