package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Verb;
import dev.crmkit.record.BulkMode;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A bulk call under way: finds and locks what it is about, and asks of all of it at once what a single call asks of its record, in the same order.
 * Used once. Not thread-safe.
 */
final class BulkCall {
    private final Tx tx;
    private final DefinedObject object;
    private final String what;
    private final BulkMode mode;
    private final UUID root;
    private final RecordBatch batch;

    /** A call with an event of its own, which has the id of the root. */
    BulkCall(Tx tx, DefinedObject object, String what, BulkMode mode) {
        this(tx, object, what, mode, tx.newId());
    }

    /** A part of something that has an event of its own already. */
    BulkCall(Tx tx, DefinedObject object, String what, BulkMode mode, UUID root) {
        this.tx = tx;
        this.object = object;
        this.what = what;
        this.mode = mode;
        this.root = root;
        this.batch = new RecordBatch(tx, object, what, mode, root);
    }

    Tx tx() {
        return tx;
    }

    DefinedObject object() {
        return object;
    }

    String what() {
        return what;
    }

    BulkMode mode() {
        return mode;
    }

    UUID root() {
        return root;
    }

    RecordBatch batch() {
        return batch;
    }

    /** The place of an item in the input. */
    static String place(int i) {
        return "records[" + i + "]";
    }

    /** What comes before the slug of an attribute of an item. */
    static String path(int i) {
        return place(i) + ".";
    }

    /** What is said of an item that names what an earlier one names. */
    static Violation twice(int i, String name, int earlier) {
        return new Violation(
                place(i),
                ErrorCode.VALUE_DUPLICATE,
                "is " + name + " once more, as " + place(earlier) + " is. Give each once");
    }

    /** The targets' records, locked; by the id asked for, in their order. An old id and that of its survivor are one item. */
    Map<UUID, RecordBatch.Item> find(BulkTargets targets) {
        List<UUID> ids = BulkSelection.ids(tx, object, targets, what);
        Map<UUID, StoredRecord> locked = lock(ids);
        Map<UUID, RecordBatch.Item> items = new LinkedHashMap<>();
        Map<UUID, RecordBatch.Item> own = new HashMap<>();
        for (int i = 0; i < ids.size(); i++) {
            StoredRecord stored = locked.get(ids.get(i));
            RecordBatch.Item item = stored == null ? null : own.get(stored.id());
            if (item == null) {
                item = batch.add(path(i));
                found(item, i, ids.get(i), stored);
            }
            if (stored != null) {
                own.put(stored.id(), item);
            }
            items.put(ids.get(i), item);
        }
        return items;
    }

    /** Those of the records that are there, by the id asked for; nobody else writes them until the call ends. */
    Map<UUID, StoredRecord> lock(Collection<UUID> ids) {
        return new Reaching(tx, object).lockAll(ids);
    }

    /** Says which record the item is about, or that there is none. */
    void found(RecordBatch.Item item, int i, UUID id, @Nullable StoredRecord stored) {
        if (stored == null) {
            item.faults()
                    .add(new Violation(
                            place(i),
                            ErrorCode.RECORD_NOT_FOUND,
                            "is " + id + ", and there is no such " + object.slug() + ". Look it up anew"));
        } else {
            item.about(LoadedRecord.of(stored, object, tx.types()));
        }
    }

    /** The items with which nothing is wrong so far, each once. */
    List<RecordBatch.Item> sound() {
        return batch.items().stream().filter(RecordBatch.Item::isSound).toList();
    }

    /** Finds fault with archived records. */
    void requireLive() {
        for (RecordBatch.Item item : sound()) {
            StoredRecord stored = item.record().stored();
            if (stored.isArchived()) {
                item.faults()
                        .add(new Violation(
                                item.place(),
                                ErrorCode.RECORD_ARCHIVED,
                                "is record " + stored.id() + ", which is archived. Restore it before changing it"));
            }
        }
    }

    /** Refuses the verb where it does not reach. */
    void require(Verb verb) {
        List<RecordBatch.Item> asked = sound();
        Set<UUID> permitted = Gate.permitted(
                tx,
                object.id(),
                verb,
                asked.stream().map(item -> item.record().stored().id()).toList());
        for (RecordBatch.Item item : asked) {
            UUID id = item.record().stored().id();
            if (!permitted.contains(id)) {
                item.refuse(tx.access().forbidden(verb, object.slug(), id));
            }
        }
    }

    /** What became of items that create or change records by their values. */
    List<BulkResult.Item> results() {
        return batch.items().stream().map(item -> result(null, item)).toList();
    }

    /**
     * What became of an item that creates or changes a record by its values.
     *
     * @param asked the id that the caller gave, or null
     */
    static BulkResult.Item result(@Nullable UUID asked, RecordBatch.Item item) {
        RecordDraft draft = item.findDraft();
        LoadedRecord before = draft == null ? null : draft.before();
        StoredRecord after = item.result();
        if (after == null) {
            UUID id = asked == null && before != null ? before.stored().id() : asked;
            return new BulkResult.Item(BulkResult.Outcome.FAILED, id, 0, item.violations());
        }
        return new BulkResult.Item(
                before == null
                        ? BulkResult.Outcome.CREATED
                        : before.stored().version() == after.version()
                                ? BulkResult.Outcome.UNCHANGED
                                : BulkResult.Outcome.UPDATED,
                after.id(),
                after.version(),
                List.of());
    }

    /**
     * What became of records that were asked for.
     *
     * @param asked the items by the id asked for
     * @param outcome of those that the call changed
     */
    static List<BulkResult.Item> results(Map<UUID, RecordBatch.Item> asked, BulkResult.Outcome outcome) {
        return results(
                asked,
                outcome,
                item -> item.result() != null
                        && item.result().version() != item.record().stored().version());
    }

    /**
     * The same, where it does not show in the version.
     *
     * @param changed which of the items the call changed
     */
    static List<BulkResult.Item> results(
            Map<UUID, RecordBatch.Item> asked, BulkResult.Outcome outcome, Predicate<RecordBatch.Item> changed) {
        List<BulkResult.Item> results = new ArrayList<>();
        asked.forEach((id, item) -> {
            StoredRecord after = item.result();
            results.add(
                    after == null
                            ? new BulkResult.Item(BulkResult.Outcome.FAILED, id, 0, item.violations())
                            : new BulkResult.Item(
                                    changed.test(item) ? outcome : BulkResult.Outcome.UNCHANGED,
                                    after.id(),
                                    after.version(),
                                    List.of()));
        });
        return results;
    }
}
