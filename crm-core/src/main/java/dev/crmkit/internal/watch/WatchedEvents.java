package dev.crmkit.internal.watch;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.spi.notify.Notice;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Finds out who watches what happens, in the transaction in which it happens: the log is ordered by when transactions began, so whoever read it
 * later from a place on would miss what commits late. Not instantiable.
 */
public final class WatchedEvents {
    private static final int READ = 10_000;

    /** What watchers are not told: that they watch they know, and who may know of duplicates and lists only the timeline can tell. */
    private static final Set<String> UNTOLD = Set.of(
            EventTypes.WATCH_STARTED,
            EventTypes.WATCH_STOPPED,
            EventTypes.DUPLICATE_SUSPECTED,
            EventTypes.LIST_JOINED,
            EventTypes.LIST_LEFT,
            EventTypes.LIST_ENTRY_CHANGED);

    private WatchedEvents() {}

    /** Keeps a notice for each watcher of each event but the one who did it. */
    public static void hear(Tx tx, List<StoredEvent> events) {
        List<StoredEvent> told = events.stream()
                .filter(event -> event.recordId() != null && !UNTOLD.contains(event.type()))
                .toList();
        if (told.isEmpty()) {
            return;
        }
        Map<UUID, Set<Recipient>> ofRecords = ofRecords(tx, told);
        Map<UUID, Set<Recipient>> ofObjects = ofObjects(tx, told);
        Notices notices = new Notices(tx);
        // By id: who watches both the record and its object is told once.
        Map<UUID, StoredItem> kept = new LinkedHashMap<>();
        for (StoredEvent event : told) {
            UUID record = Objects.requireNonNull(event.recordId());
            keep(tx, notices, kept, event, Notice.Reason.WATCHES_RECORD, ofRecords.getOrDefault(record, Set.of()));
            if (event.objectId() != null) {
                keep(
                        tx,
                        notices,
                        kept,
                        event,
                        Notice.Reason.WATCHES_OBJECT,
                        ofObjects.getOrDefault(event.objectId(), Set.of()));
            }
        }
        notices.keep(kept.values());
    }

    private static void keep(
            Tx tx,
            Notices notices,
            Map<UUID, StoredItem> kept,
            StoredEvent event,
            Notice.Reason reason,
            Set<Recipient> watchers) {
        UUID object = event.objectId();
        for (Recipient watcher : watchers) {
            if (!notices.isActor(watcher)) {
                StoredItem item = notices.item(
                        watcher,
                        event.id(),
                        reason,
                        event.type(),
                        Objects.requireNonNull(event.recordId()),
                        object == null
                                ? null
                                : tx.schema()
                                        .find(object)
                                        .map(DefinedObject::slug)
                                        .orElse(null),
                        Map.of());
                kept.putIfAbsent(item.id(), item);
            }
        }
    }

    private static Map<UUID, Set<Recipient>> ofRecords(Tx tx, List<StoredEvent> events) {
        Set<UUID> records = new LinkedHashSet<>();
        events.forEach(event -> records.add(Objects.requireNonNull(event.recordId())));
        Map<UUID, Set<Recipient>> watchers = new LinkedHashMap<>();
        all(tx, Subscriptions.WATCH, records, Set.of())
                .forEach(item -> watchers.computeIfAbsent(
                                Objects.requireNonNull(item.recordId()), any -> new LinkedHashSet<>())
                        .add(Recipients.of(item.key())));
        return watchers;
    }

    private static Map<UUID, Set<Recipient>> ofObjects(Tx tx, List<StoredEvent> events) {
        Set<String> objects = new LinkedHashSet<>();
        events.stream()
                .map(StoredEvent::objectId)
                .filter(Objects::nonNull)
                .forEach(object -> objects.add(String.valueOf(object)));
        Map<UUID, Set<Recipient>> watchers = new LinkedHashMap<>();
        if (!objects.isEmpty()) {
            all(tx, Subscriptions.OF_OBJECT, Set.of(), objects)
                    .forEach(item -> watchers.computeIfAbsent(UUID.fromString(item.key()), any -> new LinkedHashSet<>())
                            .add(Recipients.of(Json.requiredText(Json.readObject(item.document()), "watcher"))));
        }
        return watchers;
    }

    /** All such items: one statement for up to 10,000 of them. */
    private static List<StoredItem> all(Tx tx, String kind, Set<UUID> records, Set<String> keys) {
        List<StoredItem> all = new ArrayList<>();
        ItemQuery.Place after = null;
        List<StoredItem> page;
        do {
            page = tx.storage().items().list(new ItemQuery(kind, records, keys, false, after, READ));
            all.addAll(page);
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == READ);
        return all;
    }
}
