package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.StoredEvent;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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
        EventQuery.Place after = query.after();
        return transaction.read(() -> {
            var rows = transaction.eventRows.rows();
            return (after == null ? rows : rows.tailMap(after, false))
                    .values().stream()
                            .filter(event -> isAbout(query, event))
                            .filter(event -> hasType(query.types(), event.type()))
                            .filter(event -> isBy(query, event))
                            .filter(event -> isBetween(query, event.occurredAt()))
                            .limit(query.limit())
                            .toList();
        });
    }

    private static boolean isAbout(EventQuery query, StoredEvent event) {
        UUID object = query.objectId();
        return (query.records().isEmpty() || isOf(event, query.records()))
                && (object == null || object.equals(event.objectId()));
    }

    private static boolean hasType(Set<String> types, String type) {
        return types.isEmpty()
                || types.stream()
                        .anyMatch(wanted -> wanted.endsWith(".*")
                                ? type.startsWith(wanted.substring(0, wanted.length() - 1))
                                : type.equals(wanted));
    }

    private static boolean isBy(EventQuery query, StoredEvent event) {
        ActorKind kind = query.actorKind();
        String actor = query.actorId();
        String channel = query.channel();
        UUID root = query.rootId();
        return (kind == null || kind == event.actor().kind())
                && (actor == null || actor.equals(event.actor().id()))
                && (channel == null || channel.equals(event.channel()))
                && (root == null || root.equals(event.cause().rootId()));
    }

    private static boolean isBetween(EventQuery query, Instant at) {
        Instant from = query.from();
        Instant until = query.until();
        return (from == null || !at.isBefore(from)) && (until == null || at.isBefore(until));
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
        Set<UUID> ids = Set.copyOf(events);
        return blank(event -> ids.contains(event.id()));
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
                                "",
                                event.channel()));
            }
            return events.size();
        });
    }
}
