package dev.crmkit.internal.record;

import dev.crmkit.error.DuplicateRecordException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.event.Cause;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.tag.Tagging;
import dev.crmkit.member.Verb;
import dev.crmkit.record.Assignment;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
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
            Creating creating = new Creating(call.tx(), call.object());
            for (int i = 0; i < values.size(); i++) {
                creating.read(call.batch().add(BulkCall.path(i)), values.get(i));
            }
            call.batch().save();
            return call.results();
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

    private static List<BulkResult.Item> patch(BulkCall call, List<BulkPatch> patches) {
        Map<UUID, StoredRecord> locked =
                call.lock(patches.stream().map(BulkPatch::id).distinct().toList());
        Map<UUID, Integer> places = new HashMap<>();
        Map<RecordBatch.Item, BulkPatch> byItem = new LinkedHashMap<>();
        for (int i = 0; i < patches.size(); i++) {
            BulkPatch patch = patches.get(i);
            RecordBatch.Item item = call.batch().add(BulkCall.path(i));
            byItem.put(item, patch);
            StoredRecord stored = locked.get(patch.id());
            Integer earlier = places.putIfAbsent(stored == null ? patch.id() : stored.id(), i);
            if (earlier != null) {
                item.faults().add(BulkCall.twice(i, "record " + patch.id(), earlier));
                continue;
            }
            call.found(item, i, patch.id(), stored);
            Long expected = patch.expectedVersion();
            if (stored != null && expected != null && expected != stored.version()) {
                item.faults()
                        .add(new Violation(
                                BulkCall.place(i),
                                ErrorCode.RECORD_STALE,
                                "is record " + stored.id() + " at version " + stored.version()
                                        + ", not at the expected " + expected + ". Read it again and decide anew"));
            }
        }
        change(call, item -> Objects.requireNonNull(byItem.get(item)).values());
        List<BulkResult.Item> results = new ArrayList<>();
        byItem.forEach((item, patch) -> results.add(BulkCall.result(patch.id(), item)));
        return results;
    }

    @Override
    public BulkResult patch(BulkTargets targets, Map<String, ?> values, BulkOptions options) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(values);
        return run("patch", targets, options, copy, (call, items) -> {
            change(call, item -> copy);
            return BulkCall.results(items, BulkResult.Outcome.UPDATED);
        });
    }

    /** Changes the values of the records that were found. */
    private static void change(BulkCall call, Function<RecordBatch.Item, Map<String, ?>> values) {
        call.requireLive();
        call.require(Verb.UPDATE);
        ValueReader reader =
                new ValueReader(call.object(), call.tx().access(), call.tx().types());
        for (RecordBatch.Item item : call.sound()) {
            RecordDraft draft = RecordDraft.change(item.record());
            reader.read(draft, values.apply(item), call.tx().actor().kind(), item.path(), item.faults());
            item.become(draft);
        }
        call.batch().save();
    }

    @Override
    public BulkResult upsert(String attribute, List<? extends Map<String, ?>> values, BulkOptions options) {
        Objects.requireNonNull(attribute, "attribute");
        return run("upsert", values.size(), options, () -> List.of(attribute, values), call -> {
            new Upsert(call, attribute).save(values);
            return call.results();
        });
    }

    @Override
    public BulkResult archive(BulkTargets targets, BulkOptions options) {
        return run("archive", targets, options, List.of(), (call, items) -> {
            call.require(Verb.ARCHIVE);
            call.batch().requireSound();
            List<RecordBatch.Item> sound = call.sound();
            done(sound, new Archiving(call.tx(), call.root(), record -> "").archive(records(sound)));
            return BulkCall.results(items, BulkResult.Outcome.ARCHIVED);
        });
    }

    @Override
    public BulkResult restore(BulkTargets targets, BulkOptions options) {
        return run("restore", targets, options, List.of(), (call, items) -> {
            call.require(Verb.ARCHIVE);
            call.batch().requireSound();
            while (!restored(call)) {
                // Without those that cannot come back.
            }
            return BulkCall.results(items, BulkResult.Outcome.RESTORED);
        });
    }

    /** Brings the sound items back, or finds fault with those whose unique values others hold; tells which. */
    private static boolean restored(BulkCall call) {
        Map<UUID, RecordBatch.Item> byId = new HashMap<>();
        List<RecordBatch.Item> sound = call.sound();
        sound.forEach(item -> byId.put(item.record().stored().id(), item));
        Archiving archiving = new Archiving(
                call.tx(),
                call.root(),
                record -> Objects.requireNonNull(byId.get(record)).path());
        try {
            done(sound, call.tx().storage().atomically(() -> archiving.restore(records(sound))));
            return true;
        } catch (Conflicted e) {
            if (call.mode() == BulkMode.ATOMIC) {
                throw e.duplicates().exception(call.what());
            }
            for (int i = 0; i < e.conflicts().size(); i++) {
                UUID leader = archiving.leader(e.conflicts().get(i).recordId());
                Objects.requireNonNull(byId.get(leader))
                        .faults()
                        .add(e.duplicates().faults().get(i));
            }
            return false;
        } catch (DuplicateRecordException | DuplicateValueException e) {
            if (call.mode() == BulkMode.ATOMIC || !RecordBatch.blame(sound, e)) {
                throw e;
            }
            return false;
        }
    }

    private static List<LoadedRecord> records(List<RecordBatch.Item> items) {
        return items.stream().map(RecordBatch.Item::record).toList();
    }

    private static void done(List<RecordBatch.Item> items, List<StoredRecord> after) {
        for (int i = 0; i < items.size(); i++) {
            items.get(i).done(after.get(i));
        }
    }

    @Override
    public BulkResult claim(BulkTargets targets, BulkOptions options) {
        return run("claim", targets, options, List.of(), (call, items) -> {
            call.requireLive();
            List<RecordBatch.Item> sound = call.sound();
            decide(call, sound, new Claims(call.tx(), call.object()).claims(records(sound)));
            return BulkCall.results(items, BulkResult.Outcome.UPDATED);
        });
    }

    @Override
    public BulkResult assign(BulkTargets targets, Assignment assignment, BulkOptions options) {
        return run("assign", targets, options, String.valueOf(assignment), (call, items) -> {
            call.requireLive();
            List<RecordBatch.Item> sound = call.sound();
            decide(call, sound, new Claims(call.tx(), call.object()).assignments(records(sound), assignment));
            return BulkCall.results(items, BulkResult.Outcome.UPDATED);
        });
    }

    private static void decide(BulkCall call, List<RecordBatch.Item> items, List<Claims.Decision> decisions) {
        for (int i = 0; i < items.size(); i++) {
            Claims.Decision decision = decisions.get(i);
            if (decision.refusal() != null) {
                items.get(i).refuse(decision.refusal());
            } else {
                RecordDraft draft = decision.draft();
                items.get(i)
                        .become(draft == null ? RecordDraft.change(items.get(i).record()) : draft);
            }
        }
        call.batch().save();
    }

    @Override
    public BulkResult tag(BulkTargets targets, Collection<String> tags, BulkOptions options) {
        return tags("tag", targets, tags, options, Tagging::add);
    }

    @Override
    public BulkResult untag(BulkTargets targets, Collection<String> tags, BulkOptions options) {
        return tags("untag", targets, tags, options, Tagging::remove);
    }

    private BulkResult tags(
            String verb,
            BulkTargets targets,
            Collection<String> tags,
            BulkOptions options,
            BiFunction<Tagging, Map<UUID, StoredRecord>, Set<UUID>> work) {
        List<String> copy = List.copyOf(tags);
        return run(verb, targets, options, copy, (call, items) -> {
            Tagging tagging = Tagging.of(call.tx(), call.what(), copy, items.size(), call.root());
            // In the order in which tags of a single record are refused.
            call.require(Verb.UPDATE);
            call.requireLive();
            call.batch().requireSound();
            Map<UUID, StoredRecord> records = new LinkedHashMap<>();
            for (RecordBatch.Item item : call.sound()) {
                StoredRecord stored = item.record().stored();
                records.put(stored.id(), stored);
                item.done(stored);
            }
            Set<UUID> changed = work.apply(tagging, records);
            return BulkCall.results(
                    items,
                    BulkResult.Outcome.UPDATED,
                    item -> changed.contains(item.record().stored().id()));
        });
    }

    private BulkResult run(
            String verb,
            BulkTargets targets,
            BulkOptions options,
            Object rest,
            BiFunction<BulkCall, Map<UUID, RecordBatch.Item>, List<BulkResult.Item>> step) {
        return run(
                verb,
                0,
                options,
                () -> List.of(BulkSelection.text(targets), rest),
                call -> step.apply(call, call.find(targets)));
    }

    private BulkResult run(
            String verb,
            int items,
            BulkOptions options,
            Supplier<List<?>> text,
            Function<BulkCall, List<BulkResult.Item>> step) {
        String what = verb + " " + slug + " records";
        BulkSelection.checkCount(items, what);
        return transactions.write(tx -> {
            DefinedObject object = tx.schema().get(slug);
            return Once.call(
                    tx,
                    options.findIdempotencyKey(),
                    () -> CallText.fingerprint(
                            "bulk",
                            object.id().toString(),
                            verb,
                            options.mode().name(),
                            text.get(),
                            tx.actor().kind().name(),
                            tx.actor().id()),
                    () -> {
                        BulkCall call = new BulkCall(tx, object, what, options.mode());
                        BulkResult result = new BulkResult(step.apply(call));
                        tell(call, verb, result);
                        return result;
                    },
                    BulkResultCodec::write,
                    BulkResultCodec::read);
        });
    }

    /** Writes the call's own event, which all others of the call name as their cause. */
    private static void tell(BulkCall call, String verb, BulkResult result) {
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
}
