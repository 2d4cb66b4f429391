package dev.crmkit.internal.engine;

import dev.crmkit.spi.storage.StoredEvent;
import java.util.List;

/** Hears what happens, in the transaction in which it happens. Thread-safe. */
@FunctionalInterface
public interface EventListener {

    /** Hears events that have just been written. */
    void hear(Tx tx, List<StoredEvent> events);
}
