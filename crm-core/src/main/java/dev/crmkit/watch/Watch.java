package dev.crmkit.watch;

import dev.crmkit.spi.notify.Recipient;
import java.time.Instant;
import java.util.Objects;

/**
 * A subscription. Immutable.
 *
 * @param watcher who is told
 * @param target about what
 * @param since since when
 */
public record Watch(Recipient watcher, WatchTarget target, Instant since) {
    /** Checks for null. */
    public Watch {
        Objects.requireNonNull(watcher, "watcher");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(since, "since");
    }
}
