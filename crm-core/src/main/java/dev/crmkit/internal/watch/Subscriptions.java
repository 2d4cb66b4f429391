package dev.crmkit.internal.watch;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.spi.notify.Recipient;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who watches what, as items. Not thread-safe.
 *
 * <p>A watched record is one item, found by the record and by the watcher. A watched object is two, because an item has one key: one is found
 * by the watcher, the other by the object.
 */
public final class Subscriptions {
    /** Items that their watchers find, by their key: of a record, or of an object that the document names. */
    static final String WATCH = "watch";

    /** Items that objects find, by their id as the key: the document names the watcher. */
    static final String OF_OBJECT = "watch-object";

    private final Tx tx;

    /** The subscriptions of the transaction's workspace, changed in its actor's name. */
    public Subscriptions(Tx tx) {
        this.tx = tx;
    }

    /** Has them watch a record, and says how many are new. */
    public int watch(Collection<Recipient> watchers, StoredRecord record) {
        return watch(watchers, List.of(record));
    }

    /** Has them watch records, and says how many subscriptions are new. */
    public int watch(Collection<Recipient> watchers, Collection<StoredRecord> records) {
        List<StoredItem> items = records.stream()
                .flatMap(record ->
                        watchers.stream().distinct().map(watcher -> item(watcher, record.id(), record.id(), "")))
                .toList();
        List<StoredItem> started = start(items);
        EventLog log = new EventLog(tx);
        for (StoredRecord record : records) {
            List<String> keys = started.stream()
                    .filter(item -> record.id().equals(item.recordId()))
                    .map(StoredItem::key)
                    .toList();
            if (!keys.isEmpty()) {
                log.add(EventTypes.WATCH_STARTED, record, Map.of("watchers", keys));
            }
        }
        log.write();
        return started.size();
    }

    /** Has them watch all records of an object, and says how many are new. */
    int watch(Collection<Recipient> watchers, DefinedObject object) {
        String id = object.id().toString();
        List<String> started = start(watchers.stream()
                        .distinct()
                        .map(watcher -> item(watcher, object.id(), null, Json.write(Map.of("object", id))))
                        .toList())
                .stream()
                .map(StoredItem::key)
                .toList();
        if (!started.isEmpty()) {
            tx.storage()
                    .items()
                    .insert(started.stream()
                            .map(watcher -> new StoredItem(
                                    ItemIds.of(OF_OBJECT, watcher, object.id()),
                                    OF_OBJECT,
                                    null,
                                    id,
                                    tx.now(),
                                    Json.write(Map.of("watcher", watcher))))
                            .toList());
            tell(EventTypes.WATCH_STARTED, object, started);
        }
        return started.size();
    }

    private StoredItem item(Recipient watcher, UUID target, @Nullable UUID record, String document) {
        String key = Recipients.key(watcher);
        return new StoredItem(ItemIds.of(WATCH, target, key), WATCH, record, key, tx.now(), document);
    }

    /** Stores those that are new, and gives them. */
    private List<StoredItem> start(List<StoredItem> items) {
        Set<UUID> taken = items.isEmpty() ? Set.of() : tx.storage().items().insert(items);
        return items.stream().filter(item -> !taken.contains(item.id())).toList();
    }

    /** Has them watch a record no longer, and says how many did. */
    public int unwatch(Collection<Recipient> watchers, StoredRecord record) {
        List<String> stopped = stop(watchers, record.id(), false);
        if (!stopped.isEmpty()) {
            new EventLog(tx)
                    .add(EventTypes.WATCH_STOPPED, record, Map.of("watchers", stopped))
                    .write();
        }
        return stopped.size();
    }

    /** Has them watch the records of an object no longer, and says how many did. */
    int unwatch(Collection<Recipient> watchers, DefinedObject object) {
        List<String> stopped = stop(watchers, object.id(), true);
        if (!stopped.isEmpty()) {
            tell(EventTypes.WATCH_STOPPED, object, stopped);
        }
        return stopped.size();
    }

    private List<String> stop(Collection<Recipient> watchers, UUID target, boolean ofObject) {
        List<UUID> wanted = watchers.stream()
                .map(watcher -> ItemIds.of(WATCH, target, Recipients.key(watcher)))
                .distinct()
                .toList();
        List<StoredItem> there =
                wanted.isEmpty() ? List.of() : tx.storage().items().lock(wanted);
        List<UUID> gone = new ArrayList<>();
        for (StoredItem item : there) {
            gone.add(item.id());
            if (ofObject) {
                gone.add(ItemIds.of(OF_OBJECT, item.key(), target));
            }
        }
        if (!gone.isEmpty()) {
            tx.storage().items().remove(gone);
        }
        return there.stream().map(StoredItem::key).sorted().toList();
    }

    private void tell(String type, DefinedObject object, List<String> watchers) {
        new EventLog(tx)
                .add(type, Map.of("object", object.slug(), "watchers", watchers))
                .write();
    }
}
