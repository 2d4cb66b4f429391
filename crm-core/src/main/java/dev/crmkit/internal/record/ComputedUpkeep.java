package dev.crmkit.internal.record;

import dev.crmkit.Crm;
import dev.crmkit.internal.duplicate.PortionedJob;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.ComputedGraph;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The job that follows a change of formulas or roll-ups: it computes them for the records that were there before. One such work for each object; a later
 * change takes the place of one under way. Not instantiable.
 */
public final class ComputedUpkeep {
    private static final String KIND = "crm.computed.fill";
    private static final String ITEM = "computed.fill";
    private static final String AFTER = "after";
    private static final int PORTION = 200;

    private ComputedUpkeep() {}

    /** Plans what follows from a change of the schema; nothing if the object computes what it computed before. */
    public static void plan(Tx tx, WorkspaceSchema before, DefinedObject object) {
        Map<UUID, String> now = prints(tx.schema().computed(tx.types()), object.id());
        Map<UUID, String> then =
                before.find(object.id()).isEmpty() ? now : prints(before.computed(tx.types()), object.id());
        if (object.deleted() || then.entrySet().containsAll(now.entrySet())) {
            return;
        }
        lock(tx, object.id());
        String run = tx.newId().toString();
        StoredItem item = new StoredItem(
                id(object.id()),
                ITEM,
                null,
                object.id().toString(),
                tx.now(),
                Json.write(Map.of(PortionedJob.NAME, run)));
        if (item(tx, object.id()).isPresent()) {
            tx.storage().items().update(List.of(item));
        } else {
            tx.storage().items().insert(List.of(item));
        }
        EngineJob.enqueue(
                tx, List.of(PortionedJob.job(KIND, Map.of("object", object.id().toString(), PortionedJob.NAME, run))));
    }

    private static Map<UUID, String> prints(ComputedGraph graph, UUID object) {
        Computations computations = graph.of(object);
        Map<UUID, String> prints = new HashMap<>();
        computations.formulas().forEach(f -> prints.put(f.attribute().id(), f.print()));
        computations.rollups().forEach(r -> prints.put(r.attribute().id(), r.print()));
        return prints;
    }

    private static void lock(Tx tx, UUID object) {
        tx.storage().ledger().lock(ITEM + ":" + object);
    }

    private static UUID id(UUID object) {
        return ItemIds.of(ITEM, object);
    }

    private static Optional<StoredItem> item(Tx tx, UUID object) {
        return tx.storage().items().load(List.of(id(object))).stream().findFirst();
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Function<? super Crm, Transactions> inside) {
        return new PortionedJob(KIND, inside, ComputedUpkeep::portion).registered();
    }

    private static boolean portion(Tx tx, String payload) {
        Map<String, Object> asked = Json.readObject(payload);
        UUID objectId = UUID.fromString(Json.requiredText(asked, "object"));
        lock(tx, objectId);
        Optional<StoredItem> item = item(tx, objectId);
        Map<String, Object> document =
                item.map(found -> Json.readObject(found.document())).orElse(Map.of());
        if (item.isEmpty() || !Objects.equals(document.get(PortionedJob.NAME), asked.get(PortionedJob.NAME))) {
            // A later change has taken over.
            return false;
        }
        DefinedObject object = tx.schema().get(objectId);
        String after = Json.text(document, AFTER);
        RecordPage page = tx.records()
                .list(new RecordQuery(
                        objectId,
                        object.deleted() ? Predicate.never() : Predicate.always(),
                        ArchivedFilter.ALL,
                        List.of(),
                        after == null ? null : new Position(List.of(), UUID.fromString(after)),
                        PORTION));
        List<UUID> ids = page.records().stream().map(StoredRecord::id).toList();
        if (!ids.isEmpty()) {
            fill(tx, object, tx.records().lock(ids));
        }
        if (page.next() == null) {
            tx.storage().items().remove(List.of(item.get().id()));
            return false;
        }
        Map<String, Object> further = new LinkedHashMap<>(document);
        further.put(AFTER, ids.get(ids.size() - 1).toString());
        tx.storage()
                .items()
                .update(List.of(new StoredItem(
                        item.get().id(),
                        ITEM,
                        null,
                        item.get().key(),
                        item.get().at(),
                        Json.write(further))));
        return true;
    }

    /** Roll-ups whose definition is the old one are left to their marks. */
    private static void fill(Tx tx, DefinedObject object, List<StoredRecord> locked) {
        Set<UUID> due = new HashSet<>();
        List<Sources> sources =
                locked.stream().map(record -> Sources.read(record.sources())).toList();
        tx.schema().computed(tx.types()).of(object.id()).rollups().forEach(rollup -> {
            boolean isOld = sources.stream()
                    .anyMatch(own -> own.standing(rollup.attribute().key())
                            .filter(standing -> standing.print().equals(rollup.print()))
                            .isEmpty());
            if (isOld) {
                due.add(rollup.attribute().id());
            }
        });
        Recomputing.recompute(
                tx, object, locked, rollup -> due.contains(rollup.attribute().id()), id -> null);
    }
}
