package dev.crmkit.internal.duplicate;

import dev.crmkit.Crm;
import dev.crmkit.internal.catalog.RuleCatalog;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.record.RecordKeys;
import dev.crmkit.internal.record.RecordMaintenance;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The job that follows a change of rules: it removes keys that nobody needs any more, and gives keys to the records that were there before. One such work
 * for each object; a later change of rules takes the place of one under way, with what that had left to do. Not instantiable.
 */
public final class KeyUpkeep {
    private static final String KIND = "crm.duplicate.keys";
    private static final String ITEM = "duplicate.upkeep";
    private static final int PORTION = 500;

    private KeyUpkeep() {}

    /** Plans what follows from a change of rules; nothing if nothing does. */
    public static void plan(Tx tx, RuleCatalog.Change change) {
        UUID object = change.after().id();
        boolean fills = change.adds() && hasRecords(tx, object);
        if (!fills && change.dropped().isEmpty()) {
            return;
        }
        lock(tx, object);
        Optional<StoredItem> earlier = item(tx, object);
        Set<String> drop = new LinkedHashSet<>();
        change.dropped().forEach(id -> drop.add(id.toString()));
        boolean filling = fills;
        if (earlier.isPresent()) {
            Map<String, Object> document = Json.readObject(earlier.get().document());
            Json.list(document, "drop").forEach(id -> drop.add((String) id));
            filling |= Json.flag(document, "fill");
        }
        UUID run = tx.newId();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(PortionedJob.NAME, run.toString());
        document.put("drop", List.copyOf(drop));
        document.put("fill", filling && !change.after().matchRules().isEmpty());
        StoredItem item = new StoredItem(id(object), ITEM, null, object.toString(), tx.now(), Json.write(document));
        if (earlier.isPresent()) {
            tx.storage().items().update(List.of(item));
        } else {
            tx.storage().items().insert(List.of(item));
        }
        EngineJob.enqueue(
                tx,
                List.of(PortionedJob.job(
                        KIND, Map.of("object", object.toString(), PortionedJob.NAME, run.toString()))));
    }

    private static boolean hasRecords(Tx tx, UUID object) {
        String counter = RecordMaintenance.counter(object);
        return tx.storage().ledger().totals(Set.of(counter)).getOrDefault(counter, 0L) > 0;
    }

    /** Waits for whoever else changes how far the keys and the scan of the object have come. */
    static void lock(Tx tx, UUID object) {
        tx.storage().ledger().lock("duplicates:" + object);
    }

    private static UUID id(UUID object) {
        return ItemIds.of(ITEM, object);
    }

    private static Optional<StoredItem> item(Tx tx, UUID object) {
        return tx.storage().items().load(List.of(id(object))).stream().findFirst();
    }

    /** Whether every live record of the object has its keys. */
    static boolean isComplete(Tx tx, UUID object) {
        return item(tx, object)
                .map(item -> !Json.flag(Json.readObject(item.document()), "fill"))
                .orElse(true);
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Function<? super Crm, Transactions> inside) {
        return new PortionedJob(KIND, inside, KeyUpkeep::portion).registered();
    }

    private static boolean portion(Tx tx, String payload) {
        Map<String, Object> asked = Json.readObject(payload);
        UUID object = UUID.fromString(Json.requiredText(asked, "object"));
        lock(tx, object);
        Optional<StoredItem> item = item(tx, object);
        Map<String, Object> document =
                item.map(found -> Json.readObject(found.document())).orElse(Map.of());
        if (item.isEmpty() || !Objects.equals(document.get(PortionedJob.NAME), asked.get(PortionedJob.NAME))) {
            // Another change of rules has taken over.
            return false;
        }
        List<Object> drop = Json.list(document, "drop");
        if (!drop.isEmpty()) {
            if (!dropSome(tx, (String) drop.get(0))) {
                document.put("drop", drop.subList(1, drop.size()));
            }
        } else if (Json.flag(document, "fill")) {
            String after = Json.text(document, "after");
            UUID last = fill(tx, object, after == null ? null : UUID.fromString(after));
            if (last == null) {
                document.remove("fill");
            } else {
                document.put("after", last.toString());
            }
        } else {
            tx.storage().items().remove(List.of(item.get().id()));
            ScanJob.release(tx, object);
            return false;
        }
        tx.storage()
                .items()
                .update(List.of(new StoredItem(
                        item.get().id(),
                        ITEM,
                        null,
                        item.get().key(),
                        item.get().at(),
                        Json.write(document))));
        return true;
    }

    /** Whether there may be more. */
    private static boolean dropSome(Tx tx, String rule) {
        ItemStorage items = tx.storage().items();
        Set<String> keys = new HashSet<>();
        items.keys(MatchKey.KIND, MatchKey.prefix(UUID.fromString(rule)), null, PORTION)
                .forEach(count -> keys.add(count.key()));
        if (keys.isEmpty()) {
            return false;
        }
        items.remove(items.list(ItemQuery.withKeys(MatchKey.KIND, keys, PORTION * 4)).stream()
                .map(StoredItem::id)
                .toList());
        return true;
    }

    /** Gives keys to the records after the one with that id; answers with the last of them, or null at the end. */
    private static @Nullable UUID fill(Tx tx, UUID objectId, @Nullable UUID after) {
        DefinedObject object = tx.schema().get(objectId);
        RecordPage page = tx.records()
                .list(new RecordQuery(
                        objectId,
                        Predicate.always(),
                        ArchivedFilter.LIVE,
                        List.of(),
                        after == null ? null : new Position(List.of(), after),
                        PORTION));
        if (page.records().isEmpty()) {
            return null;
        }
        List<UUID> ids = page.records().stream().map(StoredRecord::id).toList();
        Map<UUID, StoredItem> wanted = new LinkedHashMap<>();
        // Locked, so that nobody changes a value between reading it and storing its keys.
        for (StoredRecord record : tx.records().lock(ids)) {
            for (MatchKey key : RecordKeys.of(tx, object, record)) {
                StoredItem item = key.item(record.id(), tx.now());
                wanted.put(item.id(), item);
            }
        }
        store(tx, Set.copyOf(ids), wanted);
        return page.next() == null ? null : ids.get(ids.size() - 1);
    }

    private static void store(Tx tx, Set<UUID> records, Map<UUID, StoredItem> wanted) {
        Map<UUID, StoredItem> held = new HashMap<>();
        StoredKeys.of(tx, records).forEach(item -> held.put(item.id(), item));
        List<UUID> gone = new ArrayList<>();
        held.forEach((id, item) -> {
            StoredItem now = wanted.get(id);
            if (now == null || !MatchKey.compared(now).equals(MatchKey.compared(item))) {
                gone.add(id);
            } else {
                wanted.remove(id);
            }
        });
        if (!gone.isEmpty()) {
            tx.storage().items().remove(gone);
        }
        if (!wanted.isEmpty()) {
            tx.storage().items().insert(wanted.values());
        }
    }
}
