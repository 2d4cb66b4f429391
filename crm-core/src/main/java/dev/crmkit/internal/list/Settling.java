package dev.crmkit.internal.list;

import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.list.ListDifference;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets locked records join and leave dynamic lists, with an event for each that does, and changes nothing else: a record that is in a list by right stays
 * as it is. One statement for a list that nothing changes in, four for one where something does. Not thread-safe.
 */
final class Settling {
    private final Tx tx;
    private final List<StoredEvent> events = new ArrayList<>();

    Settling(Tx tx) {
        this.tx = tx;
    }

    /**
     * Asks the storage which of the records differ from the condition, and mends these.
     *
     * @param locked up to 1,000 records of the list's object
     * @param causes what led to it, by record; null for nothing
     */
    ListDifference settle(
            Condition condition, Collection<StoredRecord> locked, Function<UUID, @Nullable Cause> causes) {
        Map<UUID, StoredRecord> byId = new HashMap<>();
        locked.forEach(record -> byId.put(record.id(), record));
        DefinedList list = condition.list();
        if (byId.isEmpty()) {
            return new ListDifference(0, 0);
        }
        Predicate asked = new Predicate.All(
                List.of(new Predicate.RefersToAny(SystemField.ID, byId.keySet()), condition.differing()));
        List<UUID> differing = tx
                .records()
                .list(new RecordQuery(list.object(), asked, ArchivedFilter.ALL, List.of(), null, byId.size()))
                .records()
                .stream()
                .map(StoredRecord::id)
                .toList();
        if (differing.isEmpty()) {
            return new ListDifference(0, 0);
        }
        Set<UUID> held = new HashSet<>();
        tx.storage().items().load(differing.stream().map(list::itemId).toList()).forEach(item -> held.add(item.id()));
        List<StoredItem> joining = new ArrayList<>();
        List<UUID> leaving = new ArrayList<>();
        for (UUID record : differing) {
            UUID item = list.itemId(record);
            boolean leaves = held.contains(item);
            if (leaves) {
                leaving.add(item);
            } else {
                joining.add(new StoredItem(item, Memberships.MEMBERS, record, list.key(), tx.now(), ""));
            }
            StoredRecord stored = byId.get(record);
            if (stored != null) {
                events.add(event(
                        leaves ? EventTypes.LIST_LEFT : EventTypes.LIST_JOINED, stored, list, causes.apply(record)));
            }
        }
        if (!joining.isEmpty()) {
            tx.storage().items().insert(joining);
        }
        if (!leaving.isEmpty()) {
            tx.storage().items().remove(leaving);
        }
        return new ListDifference(joining.size(), leaving.size());
    }

    private StoredEvent event(String type, StoredRecord record, DefinedList list, @Nullable Cause cause) {
        UUID id = tx.newId();
        return new StoredEvent(
                id,
                type,
                record.id(),
                record.objectId(),
                record.version(),
                tx.actor(),
                cause == null ? new Cause(id, null, 0) : cause,
                tx.now(),
                "",
                Json.write(Map.of("list", list.key())));
    }

    /** Writes the events; nothing if nothing changed. */
    void write() {
        if (!events.isEmpty()) {
            tx.append(List.copyOf(events));
            events.clear();
        }
    }
}
