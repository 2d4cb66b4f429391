package dev.crmkit.internal.list;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ActorDocument;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.internal.record.BulkSelection;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.list.ListEntry;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is in lists: what people put there, and reading it. Not thread-safe. */
final class ListEntries {
    private static final int MOST = 1_000;
    private static final int READ = 10_000;

    private final Tx tx;
    private final ListDefinitions definitions;

    ListEntries(Tx tx) {
        this.tx = tx;
        this.definitions = new ListDefinitions(tx);
    }

    /** A static list whose entries the actor may change. */
    private DefinedList own(String key, String what) {
        DefinedList list = definitions.own(key, "change what is in a shared list");
        if (list.isDynamic() || list.archived()) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            "list",
                            ErrorCode.LIST_CHANGE_REFUSED,
                            list.archived()
                                    ? "'" + key + "' is archived. Restore it first"
                                    : "'" + key
                                            + "' is dynamic: its condition says what is in it. Change that, or use a"
                                            + " static list")));
        }
        return list;
    }

    int add(String key, BulkTargets targets, Map<String, ?> values) {
        String what = "add to list '" + key + "'";
        DefinedList list = own(key, what);
        EntryValues entry = new EntryValues(tx, list);
        List<Violation> faults = new ArrayList<>();
        Map<String, Object> said = entry.read(null, values, faults);
        Map<UUID, StoredRecord> records = records(list, targets, what, true, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("by", ActorDocument.of(tx.actor()));
        document.put(Memberships.VALUES, said);
        String text = Json.write(document);
        List<StoredItem> items = new ArrayList<>();
        records.keySet()
                .forEach(record ->
                        items.add(new StoredItem(list.itemId(record), list.items(), record, key, tx.now(), text)));
        Set<UUID> taken = items.isEmpty() ? Set.of() : tx.storage().items().insert(items);
        EventLog log = new EventLog(tx);
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("list", key);
        if (!said.isEmpty()) {
            details.put("values", entry.named(said));
        }
        for (StoredItem item : items) {
            if (!taken.contains(item.id())) {
                log.add(EventTypes.LIST_JOINED, record(records, item), details);
            }
        }
        log.write();
        return items.size() - taken.size();
    }

    int remove(String key, BulkTargets targets) {
        String what = "remove from list '" + key + "'";
        DefinedList list = own(key, what);
        List<Violation> faults = new ArrayList<>();
        Map<UUID, StoredRecord> records = records(list, targets, what, false, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        // The records are locked, so nobody else takes them out meanwhile.
        List<StoredItem> there = records.isEmpty()
                ? List.of()
                : tx.storage()
                        .items()
                        .load(records.keySet().stream().map(list::itemId).toList());
        if (there.isEmpty()) {
            return 0;
        }
        tx.storage().items().remove(there.stream().map(StoredItem::id).toList());
        EventLog log = new EventLog(tx);
        there.forEach(item -> log.add(EventTypes.LIST_LEFT, record(records, item), Map.of("list", key)));
        log.write();
        return there.size();
    }

    private static StoredRecord record(Map<UUID, StoredRecord> records, StoredItem item) {
        return Objects.requireNonNull(records.get(Objects.requireNonNull(item.recordId())));
    }

    /** The records, locked, by their own ids; each that the actor does not read is a fault, as is each of another object. */
    private Map<UUID, StoredRecord> records(
            DefinedList list, BulkTargets targets, String what, boolean live, List<Violation> faults) {
        DefinedObject object = tx.schema().get(list.object());
        List<UUID> ids = BulkSelection.ids(tx, object, targets, what);
        Map<UUID, StoredRecord> found = ids.isEmpty() ? Map.of() : new RecordGate(tx).held(ids);
        int i = 0;
        for (UUID id : ids) {
            StoredRecord record = found.get(id);
            String path = "records[" + i++ + "]";
            if (record == null) {
                faults.add(new Violation(
                        path, ErrorCode.RECORD_NOT_FOUND, "There is no record " + id + ". Look it up anew"));
            } else if (!record.objectId().equals(list.object())) {
                faults.add(new Violation(
                        path,
                        ErrorCode.VALUE_WRONG_TYPE,
                        "Record " + id + " is a "
                                + tx.schema().get(record.objectId()).slug() + ", and the list is of "
                                + object.slug() + " records. Leave it out"));
            } else if (live && record.isArchived()) {
                faults.add(new Violation(
                        path, ErrorCode.RECORD_ARCHIVED, "Record " + id + " is archived. Restore it before adding it"));
            }
        }
        return RecordGate.byOwnId(ids, found);
    }

    ListEntry set(String key, UUID id, Map<String, ?> values) {
        String what = "change the entry of " + id + " in list '" + key + "'";
        DefinedList list = own(key, what);
        StoredRecord record = new RecordGate(tx).held(List.of(id)).get(id);
        if (record == null) {
            throw RecordGate.unknown(id);
        }
        StoredItem item = tx.storage().items().load(List.of(list.itemId(record.id()))).stream()
                .findFirst()
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.RECORD_NOT_FOUND,
                        "Record " + id + " is not in the list '" + key + "'. Add it first",
                        Map.of("id", id, "list", key)));
        EntryValues entry = new EntryValues(tx, list);
        Map<String, Object> document = Json.readObject(item.document());
        Map<String, Object> before = Json.object(document, Memberships.VALUES);
        List<Violation> faults = new ArrayList<>();
        Map<String, Object> after = entry.read(before, values, faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
        StoredItem changed = item;
        if (!after.equals(before)) {
            document.put(Memberships.VALUES, after);
            changed = new StoredItem(
                    item.id(), item.kind(), item.recordId(), item.key(), item.at(), Json.write(document));
            tx.storage().items().update(List.of(changed));
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("list", key);
            details.put("changes", changes(entry.named(before), entry.named(after)));
            new EventLog(tx).add(EventTypes.LIST_ENTRY_CHANGED, record, details).write();
        }
        return entry(list, changed, tx.access().shown(record.objectId(), record.displayName()));
    }

    private static Map<String, Object> changes(Map<String, Object> before, Map<String, Object> after) {
        Set<String> names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        Map<String, Object> changes = new LinkedHashMap<>();
        for (String name : names) {
            if (!Objects.equals(before.get(name), after.get(name))) {
                changes.put(name, Arrays.asList(before.get(name), after.get(name)));
            }
        }
        return changes;
    }

    private ListEntry entry(DefinedList list, StoredItem item, String displayName) {
        Map<String, Object> document = Json.readObject(item.document());
        return new ListEntry(
                Objects.requireNonNull(item.recordId()),
                displayName,
                item.at(),
                list.isDynamic() ? null : ActorDocument.read(document, "by"),
                new EntryValues(tx, list).shown(Json.object(document, Memberships.VALUES)));
    }

    Page<ListEntry> page(String key, int limit, @Nullable String cursor) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException(
                    "read list '" + key + "'",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MOST + ", not " + limit)));
        }
        DefinedList list = definitions.seen(key);
        String name = CallText.fingerprint("list entries", tx.workspace().id(), key);
        ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, name, cursor));
        List<StoredItem> shown = new ArrayList<>();
        Map<UUID, RecordLabel> labels = new LinkedHashMap<>();
        List<StoredItem> some;
        // What is archived or not to be seen is passed over, so a page may take several reads.
        do {
            some = tx.storage()
                    .items()
                    .list(new ItemQuery(list.items(), Set.of(), Set.of(key), false, after, limit + 1));
            Set<UUID> records = new HashSet<>();
            some.forEach(item -> records.add(Objects.requireNonNull(item.recordId())));
            labels.putAll(Aliases.labels(tx, records));
            for (StoredItem item : some) {
                RecordLabel label = labels.get(Objects.requireNonNull(item.recordId()));
                if (label != null && !label.archived()) {
                    shown.add(item);
                }
                after = new ItemQuery.Place(item.at(), item.id());
            }
        } while (shown.size() <= limit && some.size() > limit);
        boolean more = shown.size() > limit;
        List<StoredItem> page = more ? shown.subList(0, limit) : shown;
        StoredItem last = more ? page.get(limit - 1) : null;
        return new Page<>(
                page.stream()
                        .map(item -> entry(
                                list,
                                item,
                                Objects.requireNonNull(labels.get(item.recordId()))
                                        .displayName()))
                        .toList(),
                last == null
                        ? null
                        : CursorCodec.seal(
                                tx,
                                name,
                                List.of(last.at().toString(), last.id().toString())),
                null);
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    Count count(String key) {
        DefinedList list = definitions.seen(key);
        Predicate in = new Predicate.HasItem(list.items(), Set.of(key));
        return tx.records()
                .count(
                        new RecordQuery(
                                list.object(),
                                tx.access().withinReach(list.object(), in),
                                ArchivedFilter.LIVE,
                                List.of(),
                                null,
                                1),
                        ListQuery.DEFAULT_COUNT_CAP);
    }

    List<String> of(UUID id) {
        StoredRecord record = new RecordGate(tx).readable(id);
        Set<String> keys = new TreeSet<>();
        for (String kind : List.of(Memberships.ENTRIES, Memberships.MEMBERS)) {
            tx.storage()
                    .items()
                    .list(ItemQuery.of(kind, Set.of(record.id()), READ))
                    .forEach(item -> keys.add(item.key()));
        }
        return keys.stream().filter(key -> definitions.find(key).isPresent()).toList();
    }
}
