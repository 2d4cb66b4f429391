package dev.crmkit.spi.storage;

import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The log of the workspace: events are appended, and never changed unless a record is erased. Not thread-safe. */
public interface EventStorage {

    /** Appends events in a number of statements that does not depend on how many there are. */
    void append(List<StoredEvent> events);

    /** A page of events. */
    List<StoredEvent> list(EventQuery query);

    /**
     * Empties changes and details of all events of these records, for good; that they happened stays.
     *
     * @return how many events there are
     */
    int blank(Collection<UUID> records);

    /**
     * Empties changes and details of these events, for good; that they happened stays. Unknown ids are passed over.
     *
     * @param events ids of events, up to 10,000
     * @return how many of them there are
     */
    int blankEvents(Collection<UUID> events);
}
