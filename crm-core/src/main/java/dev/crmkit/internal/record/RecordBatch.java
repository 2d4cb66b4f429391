package dev.crmkit.internal.record;

import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.record.BulkMode;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records of one call on their way into the storage: what has to be asked of others is checked for all of them together, and those that are sound
 * are written in one go. Where the storage finds a unique value taken, the items that want it are left out and the rest goes again, so the number of
 * statements does not depend on the number of items. Not thread-safe.
 */
final class RecordBatch {
    private final Tx tx;
    private final String what;
    private final boolean perItem;
    private final RecordWriter writer;
    private final ReferenceCheck references;
    private final List<HierarchyCheck> hierarchies;
    private final List<Item> items = new ArrayList<>();

    /**
     * An empty batch.
     *
     * @param what the call, for messages
     * @param root the id of the call's own event, or null if it has none
     */
    RecordBatch(Tx tx, DefinedObject object, String what, BulkMode mode, @Nullable UUID root) {
        this.tx = tx;
        this.what = what;
        this.perItem = mode == BulkMode.PER_ITEM;
        this.writer = new RecordWriter(tx, object, root);
        this.references = new ReferenceCheck(tx, object);
        this.hierarchies = references.hierarchies().stream()
                .map(attribute -> new HierarchyCheck(tx, object, attribute))
                .toList();
    }

    /**
     * Adds an item.
     *
     * @param path its place in the input, as faults are to name it: {@code records[3].}, or empty for a call about one record
     */
    Item add(String path) {
        Item item = new Item(path);
        items.add(item);
        return item;
    }

    List<Item> items() {
        return items;
    }

    /** The labels that were read on the way. */
    Map<UUID, RecordLabel> labels() {
        return references.labels();
    }

    /** Every record as the call leaves it, in the order of the items; for a call that is all or none. */
    List<StoredRecord> records() {
        return items.stream().map(item -> Objects.requireNonNull(item.result)).toList();
    }

    /**
     * Writes the items that are sound.
     *
     * @throws InvalidInputException with every fault of every item if they are all or none
     */
    void save() {
        List<UniqueConflict> conflicts = attempt(perItem);
        while (!conflicts.isEmpty()) {
            refuse(conflicts);
            conflicts = attempt(perItem);
        }
    }

    /**
     * Tries to write the items that are sound.
     *
     * @param undo whether what was written is undone if there are conflicts; else the caller gives the call up
     * @return the unique values that are held by others; nothing is written if there are any
     */
    List<UniqueConflict> attempt(boolean undo) {
        check();
        RecordWriter.Plan plan = plan();
        List<UniqueConflict> conflicts = undo ? storeOrUndo(plan) : writer.store(plan);
        if (conflicts.isEmpty()) {
            sound().forEach(item -> item.result = plan.result(item.draft()));
        }
        return conflicts;
    }

    private void check() {
        List<Item> open = items.stream()
                .filter(item -> item.draft != null && !item.checked)
                .toList();
        references.load(open.stream().map(Item::draft).toList());
        for (Item item : open) {
            item.checked = true;
            references.check(item.draft(), item.path, item.faults);
        }
        if (!perItem) {
            throwFaults();
        }
        List<RecordDraft> drafts = sound().stream().map(Item::draft).toList();
        hierarchies.forEach(hierarchy -> hierarchy.load(drafts));
    }

    /** An item that is left out keeps its old place in a hierarchy, so the others are looked at again without it. */
    private RecordWriter.Plan plan() {
        RecordWriter.Plan plan;
        int sound;
        do {
            sound = sound().size();
            hierarchies.forEach(this::checkCycles);
            plan = writer.new Plan();
            for (Item item : sound()) {
                plan.add(item.draft(), eventType(item.draft()), item.path, item.faults);
            }
            if (!perItem) {
                throwFaults();
            }
        } while (sound().size() < sound);
        return plan;
    }

    private void checkCycles(HierarchyCheck hierarchy) {
        Map<UUID, RecordDraft> together = new HashMap<>();
        List<Item> sound = sound();
        sound.forEach(item -> together.put(item.draft().id(), item.draft()));
        sound.forEach(item -> item.faults.addAll(hierarchy.check(item.draft(), item.path, together)));
    }

    private List<Item> sound() {
        return items.stream()
                .filter(item -> item.draft != null && item.faults.isEmpty())
                .toList();
    }

    private static String eventType(RecordDraft draft) {
        return draft.isNew() ? EventTypes.RECORD_CREATED : EventTypes.RECORD_UPDATED;
    }

    private List<UniqueConflict> storeOrUndo(RecordWriter.Plan plan) {
        try {
            return tx.storage().atomically(() -> {
                List<UniqueConflict> conflicts = writer.store(plan);
                if (!conflicts.isEmpty()) {
                    throw new Conflicted(conflicts);
                }
                return conflicts;
            });
        } catch (Conflicted e) {
            return e.conflicts();
        }
    }

    /**
     * Gives the items up whose unique values others hold.
     *
     * @throws DuplicateValueException if the items are all or none
     */
    void refuse(List<UniqueConflict> conflicts) {
        List<Item> sound = sound();
        List<Violation> faults = writer.duplicates(
                sound.stream().map(Item::draft).toList(),
                sound.stream().map(item -> item.path).toList(),
                conflicts);
        if (!perItem) {
            throw new DuplicateValueException(what, faults, conflicts.get(0).holder());
        }
        Map<UUID, Item> byId = new HashMap<>();
        sound.forEach(item -> byId.put(item.draft().id(), item));
        for (int i = 0; i < conflicts.size(); i++) {
            Objects.requireNonNull(byId.get(conflicts.get(i).recordId())).faults.add(faults.get(i));
        }
    }

    /** Refuses the call if an item has faults. */
    private void throwFaults() {
        List<Violation> faults =
                items.stream().flatMap(item -> item.faults.stream()).toList();
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    /** One record of the call. Not thread-safe. */
    static final class Item {
        private final String path;
        private final List<Violation> faults = new ArrayList<>();
        private @Nullable RecordDraft draft;
        private @Nullable StoredRecord result;
        private boolean checked;

        private Item(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        /** What is wrong with it; callers add what they find. */
        List<Violation> faults() {
            return faults;
        }

        /** Says what the record shall become. */
        void become(RecordDraft newDraft) {
            draft = newDraft;
            checked = false;
        }

        /** Takes back what the record shall become. */
        void reconsider() {
            draft = null;
            faults.clear();
        }

        RecordDraft draft() {
            return Objects.requireNonNull(draft);
        }

        @Nullable
        RecordDraft findDraft() {
            return draft;
        }

        /** The record as the call leaves it, or null if the item was not written. */
        @Nullable
        StoredRecord result() {
            return result;
        }
    }
}
