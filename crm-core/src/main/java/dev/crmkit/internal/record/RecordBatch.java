package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateRecordException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Verb;
import dev.crmkit.record.BulkMode;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The records of one call on their way into the storage: what has to be asked of others is checked for all of them together, and those that are sound
 * are written in one go. Where the storage finds a unique value taken, the items that want it are left out and the rest goes again, so the number of
 * statements does not depend on the number of items. Not thread-safe.
 */
final class RecordBatch {
    private final Tx tx;
    private final DefinedObject object;
    private final String what;
    private final boolean perItem;
    private final RecordWriter writer;
    private final ReferenceCheck references;
    private final Ownership ownership;
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
        this.object = object;
        this.what = what;
        this.perItem = mode == BulkMode.PER_ITEM;
        this.writer = new RecordWriter(tx, object, root);
        this.references = new ReferenceCheck(tx, object);
        this.ownership = new Ownership(tx, object);
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

    /** Takes items out that are not written yet; others may be written without them. */
    void leaveOut(Set<Item> some) {
        items.removeIf(some::contains);
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
     * @throws CrmException if they are all or none and one is not sound: as {@link #requireSound()}, or the refusal to create a record out of reach
     * @throws DuplicateValueException if they are all or none and others hold unique values of some
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
        while (true) {
            check();
            RecordWriter.Plan plan = plan();
            try {
                List<UniqueConflict> conflicts = undo ? tx.storage().atomically(() -> storeWhole(plan)) : store(plan);
                if (conflicts.isEmpty()) {
                    sound().forEach(item -> item.result = plan.result(item.draft()));
                }
                return conflicts;
            } catch (DuplicateRecordException | DuplicateValueException e) {
                // Duplicate rules and addresses are judged for all items at once.
                if (!perItem || !blame(sound(), e)) {
                    throw e;
                }
            } catch (Undone e) {
                if (!e.conflicts.isEmpty()) {
                    return e.conflicts;
                }
                refuseCreation(e.outOfReach);
            }
        }
    }

    /** Gives the faults to the items that they are about, by their paths; tells whether there was one for each. */
    static boolean blame(List<Item> items, InvalidInputException e) {
        boolean all = true;
        for (Violation fault : e.violations()) {
            Optional<Item> blamed = items.stream()
                    .filter(item ->
                            fault.path().startsWith(item.path) || fault.path().equals(item.place()))
                    .findFirst();
            blamed.ifPresent(item -> item.faults.add(fault));
            all &= blamed.isPresent();
        }
        return all;
    }

    private void check() {
        List<Item> open = items.stream()
                .filter(item -> item.draft != null && !item.checked)
                .toList();
        List<RecordDraft> loaded = open.stream().map(Item::draft).toList();
        references.load(loaded);
        ownership.load(loaded);
        for (Item item : open) {
            item.checked = true;
            references.check(item.draft(), item.path, item.faults);
            ownership.check(item.draft(), item.path, item.faults);
            StageDoor door = new StageDoor(tx, object);
            door.judge(item.draft(), item.path, item.faults);
            ForbiddenException refusal = item.draft().isNew() ? null : ownership.refusal(item.draft());
            refusal = refusal == null ? door.refusal() : refusal;
            if (refusal != null) {
                item.refuse(refusal);
            }
        }
        requireSound();
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
            requireSound();
        } while (sound().size() < sound);
        return plan;
    }

    private void checkCycles(HierarchyCheck hierarchy) {
        Map<UUID, RecordDraft> together = new HashMap<>();
        List<Item> sound = sound();
        sound.forEach(item -> together.put(item.draft().id(), item.draft()));
        sound.forEach(item -> item.faults.addAll(hierarchy.check(item.draft(), item.path, together)));
    }

    /** The items that can be written: nothing is wrong with them, and nobody refuses them. */
    List<Item> sound() {
        return items.stream()
                .filter(item -> item.draft != null && item.isSound())
                .toList();
    }

    private static String eventType(RecordDraft draft) {
        return draft.isNew() ? EventTypes.RECORD_CREATED : EventTypes.RECORD_UPDATED;
    }

    private List<UniqueConflict> storeWhole(RecordWriter.Plan plan) {
        List<UniqueConflict> conflicts = store(plan);
        if (!conflicts.isEmpty()) {
            throw new Undone(conflicts, Set.of());
        }
        return conflicts;
    }

    /** Whether a record may be created shows only when it is there. */
    private List<UniqueConflict> store(RecordWriter.Plan plan) {
        List<UniqueConflict> conflicts = writer.store(plan, what);
        if (conflicts.isEmpty()) {
            Set<UUID> created = new HashSet<>();
            sound().stream().map(Item::draft).filter(RecordDraft::isNew).forEach(draft -> created.add(draft.id()));
            Set<UUID> permitted = Gate.permitted(tx, object.id(), Verb.CREATE, created);
            created.removeAll(permitted);
            if (!created.isEmpty()) {
                throw perItem ? new Undone(List.of(), created) : forbiddenToCreate();
            }
        }
        return conflicts;
    }

    private void refuseCreation(Set<UUID> ids) {
        sound().stream()
                .filter(item -> ids.contains(item.draft().id()))
                .forEach(item -> item.refuse(forbiddenToCreate()));
    }

    private ForbiddenException forbiddenToCreate() {
        return tx.access().forbidden(Verb.CREATE, object.slug(), null);
    }

    /** Undoes what was written; never leaves the batch. Immutable. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<UniqueConflict> conflicts;
        private final transient Set<UUID> outOfReach;

        Undone(List<UniqueConflict> conflicts, Set<UUID> outOfReach) {
            super("records of the call cannot be written", null, false, false);
            this.conflicts = List.copyOf(conflicts);
            this.outOfReach = Set.copyOf(outOfReach);
        }
    }

    /**
     * Gives the items up whose unique values others hold.
     *
     * @throws DuplicateValueException if the items are all or none
     */
    void refuse(List<UniqueConflict> conflicts) {
        List<Item> sound = sound();
        RecordWriter.Duplicates duplicates = writer.duplicates(
                sound.stream().map(Item::draft).toList(),
                sound.stream().map(item -> item.path).toList(),
                conflicts);
        if (!perItem) {
            throw duplicates.exception(what);
        }
        Map<UUID, Item> byId = new HashMap<>();
        sound.forEach(item -> byId.put(item.draft().id(), item));
        for (int i = 0; i < conflicts.size(); i++) {
            Objects.requireNonNull(byId.get(conflicts.get(i).recordId()))
                    .faults
                    .add(duplicates.faults().get(i));
        }
    }

    /**
     * Refuses a call that is all or none if an item is not sound.
     *
     * @throws InvalidInputException with everything that is wrong with the items
     * @throws CrmException the first refusal, if nothing is wrong but that the actor may not do it
     */
    void requireSound() {
        if (perItem || items.stream().allMatch(Item::isSound)) {
            return;
        }
        if (items.stream().allMatch(item -> item.faults.isEmpty())) {
            throw items.stream()
                    .map(item -> item.refusal)
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElseThrow();
        }
        throw new InvalidInputException(
                what, items.stream().flatMap(item -> item.violations().stream()).toList());
    }

    /** One record of the call. Not thread-safe. */
    static final class Item {
        private final String path;
        private final List<Violation> faults = new ArrayList<>();
        private @Nullable CrmException refusal;
        private @Nullable LoadedRecord record;
        private @Nullable RecordDraft draft;
        private @Nullable StoredRecord result;
        private boolean checked;

        private Item(String path) {
            this.path = path;
        }

        String path() {
            return path;
        }

        /** Its place in the input: the path without the dot at its end. */
        String place() {
            return path.endsWith(".") ? path.substring(0, path.length() - 1) : path;
        }

        /** What is wrong with it; callers add what they find. */
        List<Violation> faults() {
            return faults;
        }

        /** Says that it must not be done. */
        void refuse(CrmException newRefusal) {
            refusal = newRefusal;
        }

        boolean isSound() {
            return faults.isEmpty() && refusal == null;
        }

        /** What is told of it: what is wrong, or why it must not be done. */
        List<Violation> violations() {
            CrmException refused = refusal;
            return !faults.isEmpty() || refused == null
                    ? faults
                    : List.of(new Violation(
                            place(), refused.code(), Objects.requireNonNullElse(refused.getMessage(), "")));
        }

        /** Says which record it is about. */
        void about(LoadedRecord locked) {
            record = locked;
        }

        /** The record that it is about, as it was found. */
        LoadedRecord record() {
            return Objects.requireNonNull(record);
        }

        /** Says what the record shall become. */
        void become(RecordDraft newDraft) {
            draft = newDraft;
            checked = false;
        }

        /** Takes back what the record shall become. */
        void reconsider() {
            draft = null;
            refusal = null;
            faults.clear();
        }

        RecordDraft draft() {
            return Objects.requireNonNull(draft);
        }

        @Nullable
        RecordDraft findDraft() {
            return draft;
        }

        /** Says how the call left the record. */
        void done(StoredRecord after) {
            result = after;
        }

        /** The record as the call leaves it, or null if the item was not written. */
        @Nullable
        StoredRecord result() {
            return result;
        }
    }
}
