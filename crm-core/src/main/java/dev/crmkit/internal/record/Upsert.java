package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.UniqueKeys;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Changes whoever holds a unique value, or creates a record that does. Who holds it is asked first; where somebody else creates it in between, the
 * storage says so and the item is looked at again. Used once. Not thread-safe.
 */
final class Upsert {
    /** How often a value may change hands under one call. */
    private static final int MOST_ROUNDS = 20;

    private final Tx tx;
    private final DefinedObject object;
    private final CrmAttribute attribute;
    private final boolean mayCreate;
    private final RecordBatch batch;
    private final Creating creating;
    private final ValueReader reader;
    private final RecordProjection projection;
    private final Map<RecordBatch.Item, Wanted> open = new LinkedHashMap<>();
    private final Map<RecordBatch.Item, Wanted> settled = new HashMap<>();

    /** Items whose value a record holds that the actor may not see: they end as values that are taken. */
    private final Set<RecordBatch.Item> hidden = new HashSet<>();

    /** An item whose record is to be found: its unique key, its values. */
    private record Wanted(UniqueKey key, Map<String, ?> values) {}

    Upsert(BulkCall call, String slug) {
        this(call, unique(call.tx().access().view().get(call.object().id()), call.what(), slug), true);
    }

    /**
     * Changes by a unique attribute that the actor sees.
     *
     * @param mayCreate whether a record is created where nobody holds the value; else that is a fault
     */
    Upsert(BulkCall call, CrmAttribute attribute, boolean mayCreate) {
        this.tx = call.tx();
        this.object = call.object();
        this.attribute = attribute;
        this.mayCreate = mayCreate;
        this.batch = call.batch();
        this.creating = new Creating(tx, object);
        this.reader = new ValueReader(object, tx.access(), tx.types());
        this.projection = new RecordProjection(object, tx.types());
    }

    private static CrmAttribute unique(DefinedObject object, String what, String slug) {
        return object.object()
                .findAttribute(slug)
                .filter(found -> found.spec().isUnique())
                .orElseThrow(() -> new InvalidInputException(
                        what,
                        List.of(new Violation(
                                "attribute",
                                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                                "'" + slug + "' is not a unique attribute of object '" + object.slug()
                                        + "'. Unique attributes: "
                                        + String.join(
                                                ", ",
                                                object.attributes().stream()
                                                        .filter(a -> a.spec().isUnique())
                                                        .map(CrmAttribute::slug)
                                                        .sorted()
                                                        .toList())))));
    }

    void save(List<? extends Map<String, ?>> values) {
        Map<UniqueKey, Integer> places = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            RecordBatch.Item item = batch.add(BulkCall.path(i));
            UniqueKey key = key(item, values.get(i));
            Integer earlier = key == null ? null : places.putIfAbsent(key, i);
            if (earlier != null) {
                item.faults().add(BulkCall.twice(i, "the " + object.slug() + " of that " + attribute.slug(), earlier));
            } else if (key != null) {
                open.put(item, new Wanted(key, values.get(i)));
            }
        }
        write(() -> {});
    }

    /** Adds an item of a call of another form; whoever names a value twice sees to it that they are not written together. */
    void add(RecordBatch.Item item, Map<String, ?> values) {
        UniqueKey key = key(item, values);
        if (key != null) {
            open.put(item, new Wanted(key, values));
        }
    }

    /**
     * Finds the records of the items and writes them.
     *
     * @param beforeWriting called when all items are drafts, each time before they are written
     */
    void write(Runnable beforeWriting) {
        for (int round = 0; round < MOST_ROUNDS; round++) {
            settle();
            if (open.isEmpty()) {
                beforeWriting.run();
            }
            List<UniqueConflict> conflicts = open.isEmpty() ? batch.attempt(true) : List.of();
            if (open.isEmpty() && conflicts.isEmpty()) {
                return;
            }
            if (open.isEmpty() && !reopen(conflicts)) {
                batch.refuse(conflicts);
            }
        }
        throw new StorageException("Values of '" + attribute.slug() + "' change hands too fast; try again", true, null);
    }

    private @Nullable UniqueKey key(RecordBatch.Item item, Map<String, ?> values) {
        Object given = values.get(attribute.slug());
        String path = item.path() + attribute.slug();
        AttributeType type = tx.types().get(attribute.spec().type());
        try {
            Object canonical =
                    given == null || Emptiness.isEmpty(given) ? null : type.normalise(attribute.spec(), given);
            if (canonical != null) {
                return new UniqueKey(attribute.id(), UniqueKeys.of(type, attribute.spec(), canonical));
            }
            item.faults()
                    .add(new Violation(
                            path,
                            ErrorCode.VALUE_REQUIRED,
                            "must have a value, by which the record is found. Give one"));
        } catch (InvalidValueException e) {
            item.faults().add(new Violation(path, e.code(), e.reason()));
        }
        return null;
    }

    /** Finds the records of the open items. One that changes hands meanwhile stays open. */
    private void settle() {
        Map<UniqueKey, UUID> holders = tx.records()
                .holders(object.id(), open.values().stream().map(Wanted::key).toList());
        Map<UUID, StoredRecord> locked = new Reaching(tx, object).lockAll(Set.copyOf(holders.values()));
        Set<UUID> changeable = Gate.permitted(tx, object.id(), Verb.UPDATE, locked.keySet());
        Map<RecordBatch.Item, Wanted> still = new LinkedHashMap<>();
        open.forEach((item, wanted) -> {
            UUID holder = holders.get(wanted.key());
            StoredRecord stored = holder == null ? null : locked.get(holder);
            LoadedRecord before = stored == null ? null : LoadedRecord.of(stored, object, tx.types());
            if (before != null && !holds(before, wanted.key())) {
                still.put(item, wanted);
                return;
            }
            settled.put(item, wanted);
            if (before == null && !mayCreate) {
                item.faults()
                        .add(new Violation(
                                item.path() + attribute.slug(),
                                ErrorCode.RECORD_NOT_FOUND,
                                "is held by no live " + object.slug() + " that could be changed. Create it first, or"
                                        + " correct the value"));
                return;
            }
            if (before == null) {
                if (holder != null) {
                    hidden.add(item);
                }
                creating.read(item, wanted.values());
                return;
            }
            RecordDraft draft = RecordDraft.change(before);
            if (changeable.contains(draft.id())) {
                reader.read(draft, wanted.values(), tx.actor().kind(), item.path(), item.faults());
            } else {
                item.refuse(tx.access().forbidden(Verb.UPDATE, object.slug(), draft.id()));
            }
            item.become(draft);
        });
        open.clear();
        open.putAll(still);
    }

    private boolean holds(LoadedRecord record, UniqueKey key) {
        return !record.stored().isArchived()
                && projection.uniqueKeys(record.values()).contains(key);
    }

    /** Opens the items again whose value somebody else created meanwhile; tells whether there are any. */
    private boolean reopen(List<UniqueConflict> conflicts) {
        Set<List<Object>> lost = new HashSet<>();
        conflicts.forEach(conflict -> lost.add(List.of(conflict.recordId(), conflict.key())));
        List<RecordBatch.Item> again = new ArrayList<>();
        settled.forEach((item, wanted) -> {
            if (item.isSound()
                    && item.draft().isNew()
                    && !hidden.contains(item)
                    && lost.contains(List.of(item.draft().id(), wanted.key()))) {
                again.add(item);
            }
        });
        for (RecordBatch.Item item : again) {
            item.reconsider();
            Wanted wanted = settled.remove(item);
            if (wanted != null) {
                open.put(item, wanted);
            }
        }
        return !again.isEmpty();
    }
}
