package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.address.ChannelMerging;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemKinds;
import dev.crmkit.internal.list.MergedLists;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.score.ScoreMoves;
import dev.crmkit.member.Power;
import dev.crmkit.member.Verb;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One merge taken back. What the merge changed and nobody has changed since becomes what it was; what was changed or added since stays with the survivor.
 * Not thread-safe.
 */
final class Unmerging {
    private static final int PORTION = 500;

    private final Tx tx;
    private final MergeImage image;
    private final UUID survivor;
    private final String what;
    private final DefinedObject object;
    private final LoadedRecord before;

    private Unmerging(Tx tx, MergeImage image, StoredRecord stored) {
        this.tx = tx;
        this.image = image;
        this.survivor = stored.id();
        this.what = "undo merge " + image.head().id();
        this.object = tx.schema().get(stored.objectId());
        this.before = LoadedRecord.of(stored, object, tx.types());
    }

    /** The merge with its survivor locked. */
    static Unmerging of(Tx tx, UUID merge) {
        tx.access().require(Power.MERGE, "undo merges");
        MergeImage.Head head = MergeImage.findHead(tx, merge).orElseThrow(() -> unknown(merge));
        StoredRecord survivor =
                new RecordGate(tx).writable(List.of(head.survivor())).get(head.survivor());
        if (survivor == null) {
            throw unknown(merge);
        }
        if (!survivor.id().equals(head.survivor())) {
            throw blocked(tx, head, head.survivor(), survivor.id());
        }
        if (survivor.isArchived()) {
            throw Merging.archived(survivor.id(), "undoing merges into it");
        }
        // Whoever undid it meanwhile held the survivor.
        head = MergeImage.findHead(tx, merge).orElseThrow(() -> unknown(merge));
        return new Unmerging(tx, MergeImage.read(tx, head), survivor);
    }

    private static NotFoundException unknown(UUID merge) {
        return new NotFoundException(
                ErrorCode.MERGE_NOT_FOUND,
                "There is no merge " + merge + " to undo: it was undone, or never was. List the merges of the record",
                Map.of("merge", merge));
    }

    private static CrmException blocked(Tx tx, MergeImage.Head head, UUID record, UUID into) {
        if (isOutOfReach(tx, into)) {
            return blocked(head);
        }
        return new CrmException(
                ErrorCode.MERGE_BLOCKED,
                "Merge " + head.id() + " cannot be undone now: record " + record + " was merged into " + into
                        + " since. Undo that merge first",
                Map.of("merge", head.id(), "record", record, "survivor", into),
                null);
    }

    /** The same where the other record is none that the actor sees. */
    private static CrmException blocked(MergeImage.Head head) {
        return new CrmException(
                ErrorCode.MERGE_BLOCKED,
                "Merge " + head.id() + " cannot be undone before a later merge of records that " + Merging.NOT_SHOWN,
                Map.of("merge", head.id()),
                null);
    }

    private static boolean isOutOfReach(Tx tx, UUID record) {
        return !Aliases.labels(tx, List.of(record)).containsKey(record);
    }

    /** Undoes it, and gives the survivor and those that are back. */
    List<StoredRecord> undo() {
        refuseLaterMerges();
        Set<UUID> present = present();
        Merging.lockHierarchies(tx, object);
        RecordWriter writer = RecordWriter.merging(tx, object);
        RecordDraft draft = survivorDraft(present);
        new Ownership(tx, object).authorise(draft);
        Map<String, Object> details = Map.of(
                "merge",
                image.head().id().toString(),
                "merged",
                image.head().losers().stream().map(UUID::toString).toList());
        draft.details(details);
        writer.write(List.of(draft), EventTypes.RECORD_UNMERGED, what, List.of(""));
        List<RecordDraft> back = new ArrayList<>();
        for (StoredRecord stored : image.records()) {
            RecordDraft loser = RecordDraft.change(LoadedRecord.of(stored, object, tx.types()));
            dropAbsent(loser, present);
            new StageDoor(tx, object).settle(loser);
            loser.details(details);
            back.add(loser);
        }
        writer.bringBack(back, EventTypes.RECORD_UNMERGED, what);
        image.head().followers().forEach((loser, ids) -> tx.records().alias(ids, loser));
        giveBackReferences();
        giveBackEdges(present);
        ScoreMoves scores = new ScoreMoves(
                tx, image.items().stream().map(MergeImage.MovedItem::item).toList());
        MergedLists.Undoing lists = new MergedLists(tx)
                .undoing(
                        survivor,
                        image.items().stream().map(MergeImage.MovedItem::item).toList());
        giveBackItems();
        scores.rank(all());
        Map<UUID, Map<UUID, Object>> values = new LinkedHashMap<>();
        back.forEach(loser -> values.put(loser.id(), loser.values()));
        new ChannelMerging(tx, object, survivor).separate(image.channels(), draft.values(), values, what);
        MergeImage.remove(tx, image.head());
        requireReach();
        Merging.refuseCycles(tx, object, all(), what);
        Map<UUID, StoredRecord> now = new HashMap<>();
        tx.records().load(all()).forEach(record -> now.put(record.id(), record));
        lists.tell(Objects.requireNonNull(now.get(survivor)), now.values());
        return all().stream().map(id -> Objects.requireNonNull(now.get(id))).toList();
    }

    /** Who brings records back must see them, and be allowed to change them. */
    private void requireReach() {
        List<UUID> losers = image.head().losers();
        for (Verb verb : List.of(Verb.READ, Verb.UPDATE)) {
            if (!Gate.permitted(tx, object.id(), verb, losers).containsAll(losers)) {
                throw tx.access().forbidden(verb, object.slug(), null);
            }
        }
    }

    private List<UUID> all() {
        List<UUID> all = new ArrayList<>(List.of(survivor));
        all.addAll(image.head().losers());
        return all;
    }

    /** A record that this merge changed may have been the survivor of another one since, which then holds some of what must be given back. */
    private void refuseLaterMerges() {
        Set<String> touched = new LinkedHashSet<>(List.of(survivor.toString()));
        image.referrals().forEach(referral -> touched.add(referral.record().toString()));
        image.edges().forEach(moved -> {
            touched.add(moved.edge().key().from().toString());
            touched.add(moved.edge().key().to().toString());
        });
        ItemQuery.Place here =
                new ItemQuery.Place(image.head().at(), image.head().id());
        for (List<String> keys : Chunks.of(List.copyOf(touched), PORTION)) {
            // Oldest first after this one: the first that comes is enough.
            tx
                    .storage()
                    .items()
                    .list(new ItemQuery(MergeImage.MERGE, Set.of(), Set.copyOf(keys), false, here, 1))
                    .stream()
                    .map(MergeImage.Head::of)
                    .findFirst()
                    .ifPresent(later -> {
                        if (isOutOfReach(tx, later.survivor())) {
                            throw blocked(image.head());
                        }
                        throw new CrmException(
                                ErrorCode.MERGE_BLOCKED,
                                "Merge " + image.head().id() + " cannot be undone before the later merge " + later.id()
                                        + " into record " + later.survivor() + ". Undo that one first",
                                Map.of("merge", image.head().id(), "later", later.id(), "survivor", later.survivor()),
                                null);
                    });
        }
    }

    /** The records that the image names and that are there; refuses those that were merged since. */
    private Set<UUID> present() {
        Set<UUID> named = new LinkedHashSet<>();
        image.referrals().forEach(referral -> {
            named.add(referral.record());
            // A later merge of one that is named beside the survivor has changed the same list.
            named.addAll(referral.before());
            named.addAll(referral.after());
        });
        image.edges().forEach(moved -> {
            named.add(moved.edge().key().from());
            named.add(moved.edge().key().to());
        });
        RecordProjection projection = new RecordProjection(object, tx.types());
        List<CrmAttribute> referring = projection.referenceAttributes();
        for (StoredRecord stored : image.records()) {
            LoadedRecord loaded = LoadedRecord.of(stored, object, tx.types());
            referring.forEach(a -> named.addAll(projection.references(a, loaded.values())));
        }
        for (MergeImage.ValueChange change : image.values()) {
            for (CrmAttribute attribute : referring) {
                if (attribute.id().equals(change.attribute())) {
                    named.addAll(references(projection, attribute, change.before()));
                    named.addAll(references(projection, attribute, change.after()));
                }
            }
        }
        named.removeAll(all());
        Set<UUID> present = new HashSet<>(all());
        for (List<UUID> portion : Chunks.of(List.copyOf(named), PORTION)) {
            present.addAll(tx.records().labels(portion).keySet());
        }
        List<UUID> absent = named.stream().filter(id -> !present.contains(id)).toList();
        for (List<UUID> portion : Chunks.of(absent, PORTION)) {
            for (Identity identity : tx.records().identities(portion).values()) {
                UUID into = identity.aliasOf();
                if (into != null) {
                    throw blocked(tx, image.head(), identity.id(), into);
                }
            }
        }
        return present;
    }

    private RecordDraft survivorDraft(Set<UUID> present) {
        RecordProjection projection = new RecordProjection(object, tx.types());
        RecordDraft draft = RecordDraft.change(before);
        for (MergeImage.ValueChange change : image.values()) {
            object.object().findAttribute(change.attribute()).ifPresent(attribute -> {
                Object now = draft.values().get(attribute.id());
                Object merged = change.after() == null ? null : restore(attribute, change.after());
                if (Objects.equals(now, merged)) {
                    Object old = change.before() == null ? null : restore(attribute, change.before());
                    if (old != null && projection.referenceAttributes().contains(attribute)) {
                        old = kept(projection.references(attribute, Map.of(attribute.id(), old)), present);
                    }
                    draft.set(attribute.id(), old, old == null ? null : change.source());
                }
            });
        }
        Map<String, String> stageBefore = new HashMap<>();
        Map<String, String> stageAfter = new HashMap<>();
        for (MergeImage.FieldChange change : image.fields()) {
            if (PipelineSet.FIELDS.contains(change.field())) {
                putIfThere(stageBefore, change.field(), change.before());
                putIfThere(stageAfter, change.field(), change.after());
            } else if (Objects.equals(RecordFields.get(draft.stateBefore(), change.field()), change.after())) {
                RecordFields.set(draft, change.field(), change.before());
            }
        }
        if (!stageAfter.isEmpty()) {
            new StageDoor(tx, object).putBack(draft, stageBefore, stageAfter);
        }
        return draft;
    }

    private static void putIfThere(Map<String, String> texts, String name, @Nullable String text) {
        if (text != null) {
            texts.put(name, text);
        }
    }

    private List<UUID> references(RecordProjection projection, CrmAttribute attribute, @Nullable Object stored) {
        Object value = stored == null ? null : restore(attribute, stored);
        return value == null ? List.of() : projection.references(attribute, Map.of(attribute.id(), value));
    }

    /** The canonical form, or null if the attribute has had another type since. */
    private @Nullable Object restore(CrmAttribute attribute, Object stored) {
        AttributeType type = tx.types().get(attribute.spec().type());
        try {
            return type.restore(attribute.spec(), stored);
        } catch (InvalidValueException | ClassCastException | IllegalArgumentException | DateTimeException e) {
            return null;
        }
    }

    /** A record that was erased since is not referred to again. */
    private void dropAbsent(RecordDraft draft, Set<UUID> present) {
        RecordProjection projection = new RecordProjection(object, tx.types());
        for (CrmAttribute attribute : projection.referenceAttributes()) {
            List<UUID> ids = projection.references(attribute, draft.values());
            List<UUID> kept = kept(ids, present);
            if (kept == null ? !ids.isEmpty() : kept.size() != ids.size()) {
                draft.set(attribute.id(), kept);
            }
        }
    }

    private static @Nullable List<UUID> kept(List<UUID> ids, Set<UUID> present) {
        List<UUID> kept = ids.stream().filter(present::contains).toList();
        return kept.isEmpty() ? null : kept;
    }

    private void giveBackReferences() {
        Map<UUID, List<MergeImage.Referral>> byRecord = new LinkedHashMap<>();
        image.referrals()
                .forEach(referral -> byRecord.computeIfAbsent(referral.record(), id -> new ArrayList<>())
                        .add(referral));
        Set<UUID> losers = Set.copyOf(image.head().losers());
        for (List<UUID> portion : Chunks.of(List.copyOf(byRecord.keySet()), PORTION)) {
            Map<UUID, List<RecordDraft>> byObject = new LinkedHashMap<>();
            for (StoredRecord stored : tx.records().lock(portion)) {
                DefinedObject its = tx.schema().get(stored.objectId());
                RecordProjection projection = new RecordProjection(its, tx.types());
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, its, tx.types()));
                for (MergeImage.Referral referral : Objects.requireNonNull(byRecord.get(stored.id()))) {
                    its.object().findAttribute(referral.attribute()).ifPresent(attribute -> {
                        List<UUID> now = projection.references(attribute, draft.values());
                        ValueSource source = Sources.read(stored.sources()).of(attribute.key());
                        draft.set(attribute.id(), givenBack(referral, now, losers), source);
                    });
                }
                byObject.computeIfAbsent(stored.objectId(), id -> new ArrayList<>())
                        .add(draft);
            }
            Merging.write(tx, byObject, what);
        }
    }

    /** The references as they were, also among others that have come and gone since. */
    private @Nullable List<UUID> givenBack(MergeImage.Referral referral, List<UUID> now, Set<UUID> losers) {
        if (now.equals(referral.after())) {
            return referral.before();
        }
        if (!now.contains(survivor)) {
            return now.isEmpty() ? null : now;
        }
        List<UUID> result = new ArrayList<>(now);
        boolean hadBoth = referral.before().contains(survivor);
        int place = result.indexOf(survivor);
        if (!hadBoth) {
            result.remove(place);
        }
        for (int i = 0; i < referral.before().size(); i++) {
            UUID id = referral.before().get(i);
            if (losers.contains(id)) {
                result.add(Math.min(hadBoth ? i : place++, result.size()), id);
            }
        }
        return result;
    }

    private void giveBackEdges(Set<UUID> present) {
        Map<Edge.Key, Edge> now = new HashMap<>();
        image.edges().stream()
                .map(moved -> moved.edge().key().relation())
                .distinct()
                .forEach(relation ->
                        Belongings.related(tx, survivor, relation).forEach(edge -> now.put(edge.key(), edge)));
        List<Edge.Key> gone = new ArrayList<>();
        List<Edge> back = new ArrayList<>();
        for (MergeImage.MovedEdge moved : image.edges()) {
            Edge old = moved.edge();
            if (!present.contains(old.key().from())
                    || !present.contains(old.key().to())) {
                continue;
            }
            Edge.Key key = moved.now();
            if (key == null) {
                back.add(old);
            } else {
                Edge current = now.get(key);
                // Who removed the relation since meant this one.
                if (current != null) {
                    gone.add(key);
                    back.add(new Edge(old.key(), current.position(), current.metadata()));
                }
            }
        }
        Chunks.of(gone, PORTION).forEach(chunk -> tx.storage().edges().remove(chunk));
        Chunks.of(back, PORTION).forEach(chunk -> tx.storage().edges().put(chunk));
    }

    private void giveBackItems() {
        Map<String, StoredItem> shared = new HashMap<>();
        List<StoredItem> known = image.items().stream()
                .filter(moved -> moved.now() == null)
                .map(MergeImage.MovedItem::item)
                .toList();
        // Before what the survivor got by the merge is taken from it.
        Chunks.of(known, PORTION).forEach(chunk -> shared.putAll(Merging.sharedItems(tx, survivor, chunk)));
        for (List<MergeImage.MovedItem> portion : Chunks.of(image.items(), PORTION)) {
            Set<UUID> ids = new LinkedHashSet<>();
            portion.forEach(moved -> {
                if (moved.now() != null) {
                    ids.add(moved.now());
                }
            });
            Map<UUID, StoredItem> now = load(ids);
            List<StoredItem> kept = new ArrayList<>();
            List<UUID> gone = new ArrayList<>();
            List<StoredItem> back = new ArrayList<>();
            for (MergeImage.MovedItem moved : portion) {
                StoredItem old = moved.item();
                UUID id = moved.now();
                StoredItem current = id == null ? null : now.get(id);
                // Who removed it since, or gave it to another record, meant this one.
                if (id == null && ItemKinds.isShared(old.kind())) {
                    StoredItem same = shared.get(Merging.sharedKey(old));
                    if (same != null) {
                        back.add(at(same, old));
                    }
                } else if (id == null) {
                    back.add(old);
                } else if (current != null && survivor.equals(current.recordId())) {
                    if (id.equals(old.id())) {
                        kept.add(at(current, old));
                    } else {
                        gone.add(id);
                        back.add(at(current, old));
                    }
                }
            }
            if (!kept.isEmpty()) {
                tx.storage().items().update(kept);
            }
            if (!gone.isEmpty()) {
                tx.storage().items().remove(gone);
            }
            if (!back.isEmpty()) {
                tx.storage().items().insert(back);
            }
        }
        separate();
    }

    /** The item as it is now, at the place that it had. */
    private static StoredItem at(StoredItem current, StoredItem old) {
        return new StoredItem(
                old.id(), current.kind(), old.recordId(), current.key(), current.at(), current.document());
    }

    /** Items that became something else because one like them arrived: the last that arrived goes first. */
    private void separate() {
        List<MergeImage.MovedItem> joined = new ArrayList<>(
                image.items().stream().filter(moved -> moved.joined() != null).toList());
        Collections.reverse(joined);
        Set<UUID> ids = new LinkedHashSet<>();
        joined.forEach(moved -> ids.add(Objects.requireNonNull(moved.joined()).id()));
        Map<UUID, StoredItem> now = new HashMap<>();
        Chunks.of(List.copyOf(ids), PORTION).forEach(chunk -> now.putAll(load(chunk)));
        Set<UUID> changed = new LinkedHashSet<>();
        for (MergeImage.MovedItem moved : joined) {
            StoredItem joinedItem = Objects.requireNonNull(moved.joined());
            StoredItem current = now.get(joinedItem.id());
            if (current != null && isSame(current, joinedItem)) {
                now.put(joinedItem.id(), Objects.requireNonNull(moved.held()));
                changed.add(joinedItem.id());
            }
        }
        for (List<UUID> chunk : Chunks.of(List.copyOf(changed), PORTION)) {
            tx.storage()
                    .items()
                    .update(chunk.stream()
                            .map(id -> Objects.requireNonNull(now.get(id)))
                            .toList());
        }
    }

    /** Documents are compared by what they say: the database may write them differently. */
    private static boolean isSame(StoredItem a, StoredItem b) {
        return Objects.equals(a.recordId(), b.recordId())
                && a.key().equals(b.key())
                && a.at().equals(b.at())
                && Json.readObject(a.document()).equals(Json.readObject(b.document()));
    }

    private Map<UUID, StoredItem> load(Collection<UUID> ids) {
        Map<UUID, StoredItem> items = new HashMap<>();
        if (!ids.isEmpty()) {
            tx.storage().items().lock(ids).forEach(item -> items.put(item.id(), item));
        }
        return items;
    }
}
