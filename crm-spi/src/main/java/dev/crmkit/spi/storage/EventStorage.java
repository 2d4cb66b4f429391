package dev.crmkit.spi.storage;

import java.util.List;

/** The append-only log of the workspace. Not thread-safe. */
public interface EventStorage {

    /** Appends events in a number of statements that does not depend on how many there are. */
    void append(List<StoredEvent> events);

    /** A page of events. */
    List<StoredEvent> list(EventQuery query);
}
