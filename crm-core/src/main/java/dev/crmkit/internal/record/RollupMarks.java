package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.RollupComputation;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.RecordState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Marks records whose roll-ups are behind, in the transaction of the write that leaves them behind, and asks the workers to follow.
 *
 * <p>Each write makes marks of its own, with new ids: writers of deals of one company neither lock the company nor wait for each other. Not thread-safe.
 */
final class RollupMarks {
    /** Items of records whose roll-ups are behind. */
    static final String STALE = "rollup.stale";

    /** Items of records that others roll up by references of their own; the key is the attribute by which they do. Those others are not marked yet. */
    static final String SPREAD = "rollup.spread";

    private static final String CAUSE = "cause";

    private final Tx tx;
    private final DefinedObject object;
    private final RecordProjection projection;
    private final List<RollupComputation> rollups;
    private final Map<UUID, @Nullable UUID> stale = new LinkedHashMap<>();
    private final Map<Spread, @Nullable UUID> spread = new LinkedHashMap<>();

    RollupMarks(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.projection = new RecordProjection(object, tx.types());
        this.rollups = tx.schema().computed(tx.types()).concerning(object.id());
    }

    /** A record that others refer to by an attribute that they roll up. */
    private record Spread(UUID record, UUID reference) {}

    /** Marks what follows from a write. */
    void add(RecordDraft draft, List<CrmAttribute> changed, UUID event) {
        if (rollups.isEmpty()) {
            return;
        }
        Set<UUID> ids = new HashSet<>();
        changed.forEach(attribute -> ids.add(attribute.id()));
        Set<String> fields = fields(draft);
        LoadedRecord before = draft.before();
        boolean wasLive = before != null && draft.stateBefore().archivedAt() == null;
        boolean comesOrGoes = wasLive == draft.isArchived();
        for (RollupComputation rollup : rollups) {
            if (rollup.linked().equals(object.id()) && (wasLive || !draft.isArchived())) {
                boolean counts = comesOrGoes
                        || rollup.watched().stream().anyMatch(ids::contains)
                        || rollup.watchedFields().stream().anyMatch(fields::contains);
                if (counts && rollup.forward()) {
                    if (before != null) {
                        spread.putIfAbsent(new Spread(draft.id(), rollup.reference()), event);
                    }
                } else if (counts) {
                    mark(rollup, before == null ? Map.of() : before.values(), event);
                    mark(rollup, draft.values(), event);
                }
            }
            if (rollup.forward() && rollup.owner().equals(object.id()) && ids.contains(rollup.reference())) {
                stale.putIfAbsent(draft.id(), event);
            }
        }
    }

    private void mark(RollupComputation rollup, Map<UUID, Object> values, @Nullable UUID event) {
        object.object()
                .findAttribute(rollup.reference())
                .ifPresent(attribute ->
                        projection.references(attribute, values).forEach(target -> stale.putIfAbsent(target, event)));
    }

    /** The system fields that the draft changes, as far as roll-ups hear of them. */
    private static Set<String> fields(RecordDraft draft) {
        Set<String> fields = new HashSet<>();
        RecordState was = draft.stateBefore();
        RecordState is = draft.state(was.updatedAt());
        if (!Objects.equals(was.owner(), is.owner())) {
            fields.add(SystemFields.OWNER);
        }
        if (!Objects.equals(was.assignee(), is.assignee())) {
            fields.add(SystemFields.ASSIGNEE);
        }
        if (!Objects.equals(was.source(), is.source())) {
            fields.add(SystemFields.SOURCE);
        }
        if (draft.stageStep() != null) {
            fields.addAll(Set.of(
                    SystemFields.PIPELINE, SystemFields.STAGE, SystemFields.STAGE_ENTERED_AT, SystemFields.CLOSED_AT));
        }
        return fields;
    }

    /** Marks what follows from a record that goes for good. */
    void addGone(LoadedRecord record) {
        for (RollupComputation rollup : rollups) {
            if (rollup.linked().equals(object.id()) && !rollup.forward()) {
                mark(rollup, record.values(), null);
            }
        }
    }

    /** Marks what follows from a record that was gone, and the record itself: the world went on without it. */
    void addBack(RecordDraft draft, UUID event) {
        for (RollupComputation rollup : rollups) {
            if (rollup.linked().equals(object.id()) && !rollup.forward()) {
                mark(rollup, draft.values(), event);
            }
        }
        if (!tx.schema().computed(tx.types()).of(object.id()).rollups().isEmpty()) {
            stale.putIfAbsent(draft.id(), event);
        }
    }

    /** Stores the marks, and asks the workers to follow; nothing if there are none. */
    void write() {
        List<StoredItem> items = new ArrayList<>();
        stale.forEach((record, event) -> items.add(item(tx, STALE, record, "", event)));
        spread.forEach((at, event) ->
                items.add(item(tx, SPREAD, at.record(), at.reference().toString(), event)));
        store(tx, items);
    }

    /** A mark. */
    static StoredItem item(Tx tx, String kind, UUID record, String key, @Nullable UUID event) {
        return new StoredItem(
                tx.newId(),
                kind,
                record,
                key,
                tx.now(),
                event == null ? "" : Json.write(Map.of(CAUSE, event.toString())));
    }

    /** The event that led to the mark, or null. */
    static @Nullable UUID cause(StoredItem mark) {
        String id = Json.text(Json.readObject(mark.document()), CAUSE);
        return id == null ? null : UUID.fromString(id);
    }

    /** Stores marks, and asks the workers to follow; nothing if there are none. */
    static void store(Tx tx, List<StoredItem> marks) {
        if (!marks.isEmpty()) {
            tx.storage().items().insert(marks);
            tx.enqueueOwnAtEnd(RollupUpkeep.KIND);
        }
    }

    /** Those of the records whose roll-ups are behind; one statement. */
    static Set<UUID> behind(Tx tx, UUID objectId, Collection<UUID> records) {
        if (records.isEmpty()) {
            return Set.of();
        }
        Predicate marked = new Predicate.All(List.of(
                new Predicate.RefersToAny(Field.SystemField.ID, Set.copyOf(records)),
                new Predicate.HasItem(STALE, Set.of())));
        Set<UUID> behind = new HashSet<>();
        for (Grouping.Row row : tx.records()
                .group(new Grouping(
                        objectId,
                        marked,
                        ArchivedFilter.ALL,
                        List.of(new Grouping.Key(Field.SystemField.ID, List.of())),
                        List.of()))) {
            if (row.keys().get(0) instanceof IndexValue.References references) {
                behind.addAll(references.ids());
            }
        }
        return behind;
    }
}
