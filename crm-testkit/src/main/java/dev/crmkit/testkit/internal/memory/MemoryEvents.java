package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/** The log as one transaction sees it. */
record MemoryEvents(MemoryTransaction transaction) implements EventStorage {

    @Override
    public void append(List<StoredEvent> events) {
        transaction.change(() -> {
            for (StoredEvent event : events) {
                EventQuery.Place place = new EventQuery.Place(event.occurredAt(), event.id());
                if (transaction.eventRows.find(place) != null) {
                    throw new StorageException("Event " + event.id() + " is in the log already", false, null);
                }
                transaction.eventRows.put(place, event);
            }
        });
    }

    @Override
    public List<StoredEvent> list(EventQuery query) {
        Instant from = query.from();
        Instant until = query.until();
        EventQuery.Place after = query.after();
        return transaction.read(() -> {
            var rows = transaction.eventRows.rows();
            return (after == null ? rows : rows.tailMap(after, false))
                    .values().stream()
                            .filter(event -> query.records().isEmpty() || isOf(event, query.records()))
                            .filter(event ->
                                    query.types().isEmpty() || query.types().contains(event.type()))
                            .filter(event -> from == null || !event.occurredAt().isBefore(from))
                            .filter(event -> until == null || event.occurredAt().isBefore(until))
                            .limit(query.limit())
                            .toList();
        });
    }

    private static boolean isOf(StoredEvent event, Collection<UUID> records) {
        return event.recordId() != null && records.contains(event.recordId());
    }

    @Override
    public int blank(Collection<UUID> records) {
        return blank(event -> isOf(event, records));
    }

    @Override
    public int blankEvents(Collection<UUID> events) {
        return blank(event -> events.contains(event.id()));
    }

    private int blank(Predicate<StoredEvent> which) {
        return transaction.write(() -> {
            List<StoredEvent> events =
                    transaction.eventRows.rows().values().stream().filter(which).toList();
            for (StoredEvent event : events) {
                transaction.eventRows.put(
                        new EventQuery.Place(event.occurredAt(), event.id()),
                        new StoredEvent(
                                event.id(),
                                event.type(),
                                event.recordId(),
                                event.objectId(),
                                event.recordVersion(),
                                event.actor(),
                                event.cause(),
                                event.occurredAt(),
                                "",
                                ""));
            }
            return events.size();
        });
    }
}
