package dev.crmkit.internal.record;

import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Bulk calls about one object, by its slug. */
final class BulkService implements BulkRecords {
    private final Transactions transactions;
    private final String slug;

    BulkService(Transactions transactions, String slug) {
        this.transactions = transactions;
        this.slug = slug;
    }

    @Override
    public BulkResult create(List<? extends Map<String, ?>> values, BulkOptions options) {
        return run("create", values.size(), options, () -> List.of(values), call -> {
            ValueReader reader = new ValueReader(call.object(), call.tx().types());
            RecordBatch batch = call.batch();
            for (int i = 0; i < values.size(); i++) {
                RecordBatch.Item item = batch.add(path(i));
                RecordDraft draft = RecordDraft.create(
                        call.tx().newId(), call.tx().actor(), call.tx().now());
                reader.read(draft, values.get(i), call.tx().actor().kind(), item.path(), item.faults());
                item.become(draft);
            }
            batch.save();
            return batch.items().stream().map(item -> result(item, null)).toList();
        });
    }

    @Override
    public BulkResult patch(List<BulkPatch> patches, BulkOptions options) {
        List<BulkPatch> copy = List.copyOf(patches);
        return run(
                "patch",
                copy.size(),
                options,
                () -> copy.stream().map(BulkService::text).toList(),
                call -> patch(call, copy));
    }

    private static List<Object> text(BulkPatch patch) {
        List<Object> text = new ArrayList<>(List.of(patch.id(), patch.values()));
        Long expected = patch.expectedVersion();
        if (expected != null) {
            text.add(expected);
        }
        return text;
    }

    @Override
    public BulkResult patch(BulkTargets targets, Map<String, ?> values, BulkOptions options) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
        return run(
                "patch",
                0,
                options,
                () -> List.of(BulkSelection.text(targets), copy),
                call -> patch(
                        call,
                        call.ids(targets).stream()
                                .map(id -> new BulkPatch(id, copy, null))
                                .toList()));
    }

    private static List<BulkResult.Item> patch(Call call, List<BulkPatch> patches) {
        Map<UUID, StoredRecord> locked =
                call.lock(patches.stream().map(BulkPatch::id).toList());
        ValueReader reader = new ValueReader(call.object(), call.tx().types());
        RecordBatch batch = call.batch();
        Map<UUID, Integer> places = new HashMap<>();
        for (int i = 0; i < patches.size(); i++) {
            BulkPatch patch = patches.get(i);
            RecordBatch.Item item = batch.add(path(i));
            StoredRecord stored = locked.get(patch.id());
            Integer earlier = places.putIfAbsent(patch.id(), i);
            if (earlier != null) {
                item.faults().add(twice(i, "record " + patch.id(), earlier));
            } else if (stored == null) {
                item.faults().add(call.unknown(i, patch.id()));
            } else {
                patch(call, reader, item, stored, patch, i);
            }
        }
        batch.save();
        List<BulkResult.Item> results = new ArrayList<>();
        for (int i = 0; i < patches.size(); i++) {
            results.add(result(batch.items().get(i), patches.get(i).id()));
        }
        return results;
    }

    private static void patch(
            Call call, ValueReader reader, RecordBatch.Item item, StoredRecord stored, BulkPatch patch, int i) {
        Long expected = patch.expectedVersion();
        if (stored.isArchived()) {
            item.faults()
                    .add(new Violation(
                            place(i),
                            ErrorCode.RECORD_ARCHIVED,
                            "is record " + stored.id() + ", which is archived. Restore it before changing it"));
        } else if (expected != null && expected != stored.version()) {
            item.faults()
                    .add(new Violation(
                            place(i),
                            ErrorCode.RECORD_STALE,
                            "is record " + stored.id() + " at version " + stored.version() + ", not at the expected "
                                    + expected + ". Read it again and decide anew"));
        } else {
            RecordDraft draft = RecordDraft.change(call.loaded(stored));
            reader.read(draft, patch.values(), call.tx().actor().kind(), item.path(), item.faults());
            item.become(draft);
        }
    }

    @Override
    public BulkResult upsert(String attribute, List<? extends Map<String, ?>> values, BulkOptions options) {
        Objects.requireNonNull(attribute, "attribute");
        return run("upsert", values.size(), options, () -> List.of(attribute, values), call -> {
            RecordBatch batch = call.batch();
            new Upsert(call.tx(), call.object(), call.what(), attribute, batch).save(values);
            return batch.items().stream().map(item -> result(item, null)).toList();
        });
    }

    @Override
    public BulkResult archive(BulkTargets targets, BulkOptions options) {
        return run("archive", 0, options, () -> List.of(BulkSelection.text(targets)), call -> {
            Found found = find(call, targets);
            Map<UUID, StoredRecord> written = byId(new Archiving(call.tx(), call.root()).archive(found.records()));
            return results(found, written, BulkResult.Outcome.ARCHIVED);
        });
    }

    @Override
    public BulkResult restore(BulkTargets targets, BulkOptions options) {
        return run("restore", 0, options, () -> List.of(BulkSelection.text(targets)), call -> {
            Found found = find(call, targets);
            while (true) {
                Archiving archiving = new Archiving(call.tx(), call.root());
                List<LoadedRecord> sound = found.records();
                try {
                    Map<UUID, StoredRecord> written =
                            call.tx().storage().atomically(() -> byId(archiving.restore(sound)));
                    return results(found, written, BulkResult.Outcome.RESTORED);
                } catch (Conflicted e) {
                    refuse(call, found, archiving, e);
                }
            }
        });
    }

    private static void refuse(Call call, Found found, Archiving archiving, Conflicted conflicted) {
        List<Violation> faults = new ArrayList<>();
        conflicted.conflicts().forEach(conflict -> {
            UUID leader = archiving.leader(conflict.recordId());
            int place = found.ids().indexOf(leader);
            Violation fault = archiving.fault(conflict, path(place));
            faults.add(fault);
            found.faults().computeIfAbsent(leader, id -> new ArrayList<>()).add(fault);
        });
        if (call.mode() == BulkMode.ATOMIC) {
            throw new DuplicateValueException(
                    call.what(), faults, conflicted.conflicts().get(0).holder());
        }
    }

    private static Found find(Call call, BulkTargets targets) {
        List<UUID> ids = call.ids(targets);
        Map<UUID, StoredRecord> locked = call.lock(ids);
        Map<UUID, LoadedRecord> loaded = new LinkedHashMap<>();
        Map<UUID, List<Violation>> faults = new LinkedHashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            StoredRecord stored = locked.get(ids.get(i));
            if (stored == null) {
                faults.put(ids.get(i), List.of(call.unknown(i, ids.get(i))));
            } else {
                loaded.put(stored.id(), call.loaded(stored));
            }
        }
        if (call.mode() == BulkMode.ATOMIC && !faults.isEmpty()) {
            throw new InvalidInputException(
                    call.what(), faults.values().stream().flatMap(List::stream).toList());
        }
        return new Found(ids, loaded, faults);
    }

    /** The targets of a call: those that are there, and what is wrong with which. */
    private record Found(List<UUID> ids, Map<UUID, LoadedRecord> loaded, Map<UUID, List<Violation>> faults) {

        List<LoadedRecord> records() {
            return loaded.values().stream()
                    .filter(record -> !faults.containsKey(record.stored().id()))
                    .toList();
        }
    }

    private static List<BulkResult.Item> results(
            Found found, Map<UUID, StoredRecord> written, BulkResult.Outcome changed) {
        List<BulkResult.Item> results = new ArrayList<>();
        for (UUID id : found.ids()) {
            List<Violation> faults = found.faults().get(id);
            if (faults != null) {
                results.add(new BulkResult.Item(BulkResult.Outcome.FAILED, id, 0, faults));
            } else {
                StoredRecord after = Objects.requireNonNull(written.get(id));
                boolean same = after.version()
                        == Objects.requireNonNull(found.loaded().get(id))
                                .stored()
                                .version();
                results.add(new BulkResult.Item(
                        same ? BulkResult.Outcome.UNCHANGED : changed, id, after.version(), List.of()));
            }
        }
        return results;
    }

    private static Map<UUID, StoredRecord> byId(List<StoredRecord> records) {
        Map<UUID, StoredRecord> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.id(), record));
        return byId;
    }

    /**
     * What became of an item.
     *
     * @param given the record that the caller named, or null
     */
    private static BulkResult.Item result(RecordBatch.Item item, @Nullable UUID given) {
        StoredRecord after = item.result();
        if (after == null) {
            RecordDraft draft = item.findDraft();
            UUID id = given == null && draft != null && !draft.isNew() ? draft.id() : given;
            return new BulkResult.Item(BulkResult.Outcome.FAILED, id, 0, item.faults());
        }
        LoadedRecord before = item.draft().before();
        BulkResult.Outcome outcome = before == null
                ? BulkResult.Outcome.CREATED
                : before.stored().version() == after.version()
                        ? BulkResult.Outcome.UNCHANGED
                        : BulkResult.Outcome.UPDATED;
        return new BulkResult.Item(outcome, after.id(), after.version(), List.of());
    }

    private BulkResult run(String verb, int items, BulkOptions options, Supplier<List<?>> text, Step step) {
        String what = verb + " " + slug + " records";
        BulkSelection.checkCount(items, what);
        return transactions.write(tx -> {
            DefinedObject object = tx.schema().get(slug);
            return Once.call(
                    tx,
                    options.findIdempotencyKey(),
                    () -> CallText.fingerprint(
                            "bulk", object.id().toString(), verb, options.mode().name(), text.get()),
                    () -> {
                        Call call = new Call(tx, object, what, options.mode(), tx.newId());
                        BulkResult result = new BulkResult(step.run(call));
                        tell(call, verb, result);
                        return result;
                    },
                    BulkResultCodec::write,
                    BulkResultCodec::read);
        });
    }

    /** Writes the call's own event, which all others of the call name as their cause. */
    private static void tell(Call call, String verb, BulkResult result) {
        Map<String, Object> counts = new LinkedHashMap<>();
        boolean changed = false;
        for (Map.Entry<BulkResult.Outcome, Integer> count : result.counts().entrySet()) {
            if (count.getValue() > 0) {
                counts.put(count.getKey().name().toLowerCase(Locale.ROOT), count.getValue());
                changed |=
                        count.getKey() != BulkResult.Outcome.UNCHANGED && count.getKey() != BulkResult.Outcome.FAILED;
            }
        }
        if (changed) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("call", verb);
            details.put("items", counts);
            call.tx()
                    .storage()
                    .events()
                    .append(List.of(new StoredEvent(
                            call.root(),
                            EventTypes.BULK_WRITTEN,
                            null,
                            call.object().id(),
                            0,
                            call.tx().actor(),
                            new Cause(call.root(), null, 0),
                            call.tx().now(),
                            "",
                            Json.write(details))));
        }
    }

    private static String place(int i) {
        return "records[" + i + "]";
    }

    private static String path(int i) {
        return place(i) + ".";
    }

    /** What is said of an item that names what an earlier one names. */
    static Violation twice(int i, String name, int earlier) {
        return new Violation(
                place(i),
                ErrorCode.VALUE_DUPLICATE,
                "is " + name + " once more, as " + place(earlier) + " is. Give each once");
    }

    /** What a bulk call does. */
    private interface Step {
        List<BulkResult.Item> run(Call call);
    }

    /** A bulk call under way. */
    private record Call(Tx tx, DefinedObject object, String what, BulkMode mode, UUID root) {

        RecordBatch batch() {
            return new RecordBatch(tx, object, what, mode, root);
        }

        List<UUID> ids(BulkTargets targets) {
            return BulkSelection.ids(tx, object, targets, what);
        }

        /** Those of the records that are there and of this object, by id. */
        Map<UUID, StoredRecord> lock(List<UUID> ids) {
            if (ids.isEmpty()) {
                return Map.of();
            }
            Map<UUID, StoredRecord> locked = new HashMap<>(new RecordGate(tx).writable(ids));
            locked.values().removeIf(record -> !record.objectId().equals(object.id()));
            return locked;
        }

        LoadedRecord loaded(StoredRecord stored) {
            return LoadedRecord.of(stored, object, tx.types());
        }

        Violation unknown(int i, UUID id) {
            return new Violation(
                    place(i),
                    ErrorCode.RECORD_NOT_FOUND,
                    "is " + id + ", and there is no such " + object.slug() + ". Look it up anew");
        }
    }
}
