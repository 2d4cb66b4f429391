package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.SuppressedTexts;
import dev.crmkit.internal.duplicate.Dismissals;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.file.FileCleaning;
import dev.crmkit.internal.item.ItemKinds;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.tag.TagCatalog;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.record.Erasure;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Erasing a record: everything about it goes, in portions within one transaction; what stays is its id. Not thread-safe. */
final class Erasing {
    private static final int PORTION = 500;

    private final Tx tx;

    Erasing(Tx tx) {
        this.tx = tx;
    }

    Erasure erase(DefinedObject object, LoadedRecord record, String displayName) {
        UUID id = record.stored().id();
        if (!record.stored().displayName().equals(displayName)) {
            throw new InvalidInputException(
                    "erase " + object.slug() + " " + id,
                    List.of(new Violation(
                            "displayName",
                            ErrorCode.VALUE_MALFORMED,
                            "is not the name of the record. Erasing cannot be undone: give the name that the record has"
                                    + " now")));
        }
        Set<UUID> ids = new LinkedHashSet<>(List.of(id));
        tx.records().aliases(List.of(id)).forEach(alias -> ids.add(alias.id()));
        ErasedTraces traces = new ErasedTraces(tx, ids);
        int references = loseReferrers(id, "erase " + object.slug() + " " + id) + loseOutgoing(id);
        SuppressedTexts.forgetOf(tx, id);
        int belongings = loseItems(id);
        loseDismissals(ids);
        RecordWriter writer = new RecordWriter(tx, object);
        writer.remove(List.of(record), gone -> Departure.erased(id, tx.now(), writer.held(gone)));
        tx.storage().moves().remove(ids);
        int events = tx.storage().events().blank(ids) + traces.remove();
        new EventLog(tx)
                .add(EventTypes.RECORD_ERASED, record.stored(), Map.of())
                .write();
        return new Erasure(id, tx.now(), references, belongings, events);
    }

    /** Takes the record out of the values of those that refer to it, and its relations away. */
    private int loseReferrers(UUID id, String what) {
        Map<UUID, Belongings.Referring> attributes = Belongings.referenceAttributes(tx);
        int count = 0;
        List<Edge> page;
        do {
            page = tx.storage().edges().incoming(id, null, null, PORTION);
            if (page.isEmpty()) {
                break;
            }
            loseReferences(id, page, attributes, what);
            // Those of references are gone with the values.
            tx.storage().edges().remove(page.stream().map(Edge::key).toList());
            count += page.size();
        } while (page.size() == PORTION);
        return count;
    }

    private void loseReferences(UUID id, List<Edge> edges, Map<UUID, Belongings.Referring> attributes, String what) {
        Set<UUID> referrers = new LinkedHashSet<>();
        for (Edge edge : edges) {
            if (Belongings.isReference(edge, attributes.keySet())
                    && !edge.key().from().equals(id)) {
                referrers.add(edge.key().from());
            }
        }
        if (referrers.isEmpty()) {
            return;
        }
        Map<UUID, List<RecordDraft>> byObject = new LinkedHashMap<>();
        for (StoredRecord stored : tx.records().lock(referrers)) {
            DefinedObject object = tx.schema().get(stored.objectId());
            RecordProjection projection = new RecordProjection(object, tx.types());
            RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, object, tx.types()));
            for (CrmAttribute attribute : projection.referenceAttributes()) {
                List<UUID> now = projection.references(attribute, draft.values());
                if (now.contains(id)) {
                    List<UUID> rest =
                            now.stream().filter(other -> !other.equals(id)).toList();
                    draft.set(attribute.id(), rest.isEmpty() ? null : rest);
                }
            }
            byObject.computeIfAbsent(stored.objectId(), o -> new ArrayList<>()).add(draft);
        }
        Merging.write(tx, byObject, what);
    }

    private int loseOutgoing(UUID id) {
        int count = 0;
        List<Edge> page;
        do {
            page = tx.storage().edges().outgoing(id, null, null, PORTION);
            if (!page.isEmpty()) {
                tx.storage().edges().remove(page.stream().map(Edge::key).toList());
            }
            count += page.size();
        } while (page.size() == PORTION);
        return count;
    }

    private int loseItems(UUID id) {
        int count = 0;
        List<StoredItem> page;
        do {
            page = tx.storage().items().belonging(List.of(id), null, PORTION);
            if (!page.isEmpty()) {
                tx.storage().items().remove(page.stream().map(StoredItem::id).toList());
                FileCleaning.removeAfterCommit(tx, page);
                new TagCatalog(tx).forgetUnused(page);
            }
            count += (int) page.stream()
                    .filter(item -> !ItemKinds.isDerived(item.kind()))
                    .count();
        } while (page.size() == PORTION);
        return count;
    }

    /** Other records no longer name it as one that is no duplicate of theirs. */
    private void loseDismissals(Set<UUID> ids) {
        Set<String> keys = ids.stream().map(UUID::toString).collect(Collectors.toUnmodifiableSet());
        List<StoredItem> page;
        do {
            page = tx.storage().items().list(ItemQuery.withKeys(Dismissals.KIND, keys, PORTION));
            if (!page.isEmpty()) {
                tx.storage().items().remove(page.stream().map(StoredItem::id).toList());
            }
        } while (page.size() == PORTION);
    }
}
