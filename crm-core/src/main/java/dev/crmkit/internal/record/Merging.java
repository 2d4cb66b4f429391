package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.address.ChannelMerging;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemKinds;
import dev.crmkit.internal.list.MergedLists;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.score.ScoreMoves;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.member.Power;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergePreview;
import dev.crmkit.merge.MergedThings;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.AttributeType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;

/** One merge: several records become one, and what is needed to undo it is kept. Not thread-safe. */
final class Merging {
    /** Why a fault is not told in full. */
    static final String NOT_SHOWN = "your roles do not show. Ask an owner or admin";

    private static final int MOST_OTHERS = 20;
    private static final int PORTION = 500;

    private final Tx tx;
    private final DefinedObject object;
    private final List<LoadedRecord> records;
    private final UUID survivor;
    private final Set<UUID> losers = new LinkedHashSet<>();
    private final String what;
    private final MergeValues values;

    private Merging(Tx tx, DefinedObject object, List<LoadedRecord> records, String what) {
        this.tx = tx;
        this.object = object;
        this.records = records;
        this.survivor = records.get(0).stored().id();
        this.what = what;
        this.values = new MergeValues(tx, object, records);
        records.subList(1, records.size())
                .forEach(record -> losers.add(record.stored().id()));
    }

    /**
     * Records that are to be one.
     *
     * @param lock whether nobody else may write them until the transaction ends
     * @throws dev.crmkit.error.ForbiddenException without the power, or if the actor may not change one of them
     */
    static Merging of(Tx tx, UUID primary, List<UUID> others, Map<String, MergeChoice> choices, boolean lock) {
        String what = "merge into " + primary;
        tx.access().require(Power.MERGE, "merge records");
        Set<UUID> ids = new LinkedHashSet<>(List.of(primary));
        ids.addAll(others);
        List<Violation> faults = new ArrayList<>();
        if (others.isEmpty() || others.size() > MOST_OTHERS) {
            faults.add(new Violation(
                    "others", ErrorCode.VALUE_OUT_OF_RANGE, "must be 1 to " + MOST_OTHERS + ", not " + others.size()));
        } else if (ids.size() != others.size() + 1) {
            faults.add(new Violation(
                    "others", ErrorCode.VALUE_MALFORMED, "name a record twice, or the primary. Name each once"));
        }
        refuse(what, faults);
        RecordGate gate = new RecordGate(tx);
        Map<UUID, StoredRecord> found = lock ? gate.writable(ids) : gate.readable(ids);
        if (!lock) {
            gate.requireChangeable(found.values());
        }
        List<LoadedRecord> records = new ArrayList<>();
        for (UUID id : ids) {
            StoredRecord record = found.get(id);
            if (record == null) {
                throw RecordGate.unknown(id);
            }
            if (!record.id().equals(id)) {
                throw new CrmException(
                        ErrorCode.RECORD_MERGED,
                        "Record " + id + " was merged into " + record.id() + ". Merge that one",
                        Map.of("id", id, "survivor", record.id()),
                        null);
            }
            if (record.isArchived()) {
                throw archived(id, "merging");
            }
            DefinedObject object = tx.schema().get(record.objectId());
            if (!record.objectId()
                    .equals(Objects.requireNonNull(found.get(primary)).objectId())) {
                faults.add(new Violation(
                        "others",
                        ErrorCode.VALUE_WRONG_TYPE,
                        "has the " + object.slug() + " " + id
                                + ", which is of another object than the primary. Leave it out"));
            } else {
                records.add(LoadedRecord.of(record, object, tx.types()));
            }
        }
        refuse(what, faults);
        Merging merging =
                new Merging(tx, tx.schema().get(records.get(0).stored().objectId()), records, what);
        merging.values.decide(choices, faults);
        refuse(what, faults);
        merging.values.authorise();
        return merging;
    }

    static CrmException archived(UUID id, String before) {
        return new CrmException(
                ErrorCode.RECORD_ARCHIVED,
                "Record " + id + " is archived. Restore it before " + before,
                Map.of("id", id),
                null);
    }

    private static void refuse(String what, List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    MergePreview preview() {
        Belongings belongings = Belongings.of(tx, losers, what);
        return new MergePreview(
                survivor, List.copyOf(losers), values.shown(), things(belongings, referrers(belongings)));
    }

    /** What a merge left. Immutable. */
    record Merged(UUID id, StoredRecord survivor, MergedThings things) {}

    Merged merge() {
        lockHierarchies(tx, object);
        Belongings belongings = Belongings.of(tx, losers, what);
        Map<UUID, Set<CrmAttribute>> referrers = referrers(belongings);
        MergedThings things = things(belongings, referrers);
        MergeImage image = new MergeImage(head());
        records.subList(1, records.size()).forEach(record -> image.records().add(record.stored()));
        remember(image);
        moveEdges(belongings, image);
        RecordWriter writer = RecordWriter.merging(tx, object);
        writer.remove(
                records.subList(1, records.size()),
                record -> Departure.merged(record.stored().id(), survivor, writer.held(record)));
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("merge", image.head().id().toString());
        details.put("merged", losers.stream().map(UUID::toString).toList());
        values.draft().details(details);
        StoredRecord written = writer.write(List.of(values.draft()), EventTypes.RECORD_MERGED, what, List.of(""))
                .get(0);
        tell(image.head());
        moveReferences(referrers, image);
        List<UUID> merged = List.copyOf(losers);
        image.channels()
                .addAll(new ChannelMerging(tx, object, survivor)
                        .merge(merged, belongings.items(), values.draft().values(), what));
        ScoreMoves scores = new ScoreMoves(tx, belongings.items());
        new MergedLists(tx).merge(written, image.records(), belongings.items());
        moveItems(
                belongings.items().stream()
                        .filter(item -> !ChannelMerging.concerns(item.kind()))
                        .toList(),
                image);
        scores.rank(records.stream().map(record -> record.stored().id()).toList());
        refuseCycles(tx, object, List.of(survivor), what);
        image.write(tx);
        return new Merged(image.head().id(), written, things);
    }

    private MergeImage.Head head() {
        Map<UUID, List<UUID>> followers = new LinkedHashMap<>();
        for (Identity alias : tx.records().aliases(losers)) {
            followers
                    .computeIfAbsent(Objects.requireNonNull(alias.aliasOf()), loser -> new ArrayList<>())
                    .add(alias.id());
        }
        return new MergeImage.Head(tx.newId(), survivor, List.copyOf(losers), followers, tx.now(), tx.actor());
    }

    private void tell(MergeImage.Head head) {
        EventLog log = new EventLog(tx);
        for (LoadedRecord record : records.subList(1, records.size())) {
            log.add(
                    EventTypes.RECORD_MERGED_INTO,
                    record.stored(),
                    Map.of("merge", head.id().toString(), "survivor", survivor.toString()));
        }
        log.write();
    }

    /** What goes over, as far as the actor sees it. */
    private MergedThings things(Belongings belongings, Map<UUID, Set<CrmAttribute>> referrers) {
        Predicate<UUID> seen = seen(belongings, referrers.keySet());
        Map<String, Integer> kinds = new TreeMap<>();
        belongings.items().stream()
                .filter(item -> !item.kind().startsWith(MergeImage.MERGE)
                        && (!ChannelMerging.concerns(item.kind()) || ChannelMerging.isChannel(item.kind())))
                .forEach(item -> kinds.merge(item.kind(), 1, Integer::sum));
        long references = referrers.entrySet().stream()
                .filter(referrer -> seen.test(referrer.getKey()))
                .flatMap(referrer -> referrer.getValue().stream())
                .filter(attribute -> !tx.access().isHidden(attribute.id()))
                .count();
        long relations = belongings.relations().stream()
                .map(Edge::key)
                .filter(key -> seen.test(key.from()) && seen.test(key.to()))
                .count();
        return new MergedThings((int) references, (int) relations, kinds);
    }

    /** Which of the records at the other ends the actor reads; a statement or a few for each {@value #PORTION} of them, none for who sees everything. */
    private Predicate<UUID> seen(Belongings belongings, Set<UUID> referrers) {
        if (tx.access().isUnrestricted()) {
            return id -> true;
        }
        Set<UUID> named = new LinkedHashSet<>(referrers);
        belongings.relations().forEach(edge -> {
            named.add(edge.key().from());
            named.add(edge.key().to());
        });
        Set<UUID> seen = new HashSet<>();
        for (List<UUID> portion : Chunks.of(List.copyOf(named), PORTION)) {
            seen.addAll(Aliases.labels(tx, portion).keySet());
        }
        return seen::contains;
    }

    /** What the merge changes of the survivor itself. */
    private void remember(MergeImage image) {
        LoadedRecord before = records.get(0);
        RecordDraft draft = values.draft();
        Sources sources = Sources.read(before.stored().sources());
        for (CrmAttribute attribute : object.attributes()) {
            Object old = before.values().get(attribute.id());
            Object now = draft.values().get(attribute.id());
            if (!Objects.equals(old, now)) {
                AttributeType type = tx.types().get(attribute.spec().type());
                image.values()
                        .add(new MergeImage.ValueChange(
                                attribute.id(),
                                old == null ? null : type.store(attribute.spec(), old),
                                now == null ? null : type.store(attribute.spec(), now),
                                old == null ? null : sources.of(attribute.key())));
            }
        }
        RecordFields.changes(draft.stateBefore(), draft.state(tx.now()))
                .forEach((field, pair) ->
                        image.fields().add(new MergeImage.FieldChange(field, pair.before(), pair.after())));
        if (draft.stageStep() != null) {
            StageDoor door = new StageDoor(tx, object);
            Map<String, String> was = door.held(before.values());
            Map<String, String> is = door.held(draft.values());
            PipelineSet.FIELDS.forEach(
                    field -> image.fields().add(new MergeImage.FieldChange(field, was.get(field), is.get(field))));
        }
    }

    /** The records outside of the merge that refer to merged ones, with the attributes by which they do. */
    private Map<UUID, Set<CrmAttribute>> referrers(Belongings belongings) {
        Map<UUID, Belongings.Referring> attributes = Belongings.referenceAttributes(tx);
        Map<UUID, Set<CrmAttribute>> referrers = new LinkedHashMap<>();
        for (Edge edge : belongings.references()) {
            UUID from = edge.key().from();
            if (losers.contains(edge.key().to()) && !losers.contains(from) && !from.equals(survivor)) {
                referrers
                        .computeIfAbsent(from, id -> new HashSet<>())
                        .add(Objects.requireNonNull(attributes.get(
                                        UUID.fromString(edge.key().relation())))
                                .attribute());
            }
        }
        return referrers;
    }

    /** References of the merged records go with their values; their relations become the survivor's. */
    private void moveEdges(Belongings belongings, MergeImage image) {
        List<Edge.Key> gone = new ArrayList<>();
        for (Edge edge : belongings.references()) {
            if (losers.contains(edge.key().from())) {
                gone.add(edge.key());
            }
        }
        Set<Edge.Key> taken = new HashSet<>();
        belongings.relations().stream()
                .map(edge -> edge.key().relation())
                .distinct()
                .forEach(relation -> Belongings.related(tx, survivor, relation).forEach(edge -> taken.add(edge.key())));
        List<Edge> added = new ArrayList<>();
        for (Edge edge : belongings.relations()) {
            Edge.Key now = new Edge.Key(
                    moved(edge.key().from()),
                    edge.key().relation(),
                    moved(edge.key().to()));
            boolean isNew = !now.from().equals(now.to()) && taken.add(now);
            gone.add(edge.key());
            image.edges().add(new MergeImage.MovedEdge(edge, isNew ? now : null));
            if (isNew) {
                added.add(new Edge(now, edge.position(), edge.metadata()));
            }
        }
        Chunks.of(gone, PORTION).forEach(chunk -> tx.storage().edges().remove(chunk));
        Chunks.of(added, PORTION).forEach(chunk -> tx.storage().edges().put(chunk));
    }

    private UUID moved(UUID id) {
        return losers.contains(id) ? survivor : id;
    }

    private void moveReferences(Map<UUID, Set<CrmAttribute>> referrers, MergeImage image) {
        for (List<UUID> portion : Chunks.of(List.copyOf(referrers.keySet()), PORTION)) {
            Map<UUID, List<RecordDraft>> byObject = new LinkedHashMap<>();
            for (StoredRecord stored : tx.records().lock(portion)) {
                DefinedObject its = tx.schema().get(stored.objectId());
                RecordProjection projection = new RecordProjection(its, tx.types());
                RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, its, tx.types()));
                for (CrmAttribute attribute : Objects.requireNonNull(referrers.get(stored.id()))) {
                    List<UUID> before = projection.references(attribute, draft.values());
                    List<UUID> after =
                            before.stream().map(this::moved).distinct().toList();
                    if (!after.equals(before)) {
                        ValueSource source = Sources.read(stored.sources()).of(attribute.key());
                        draft.set(attribute.id(), after, source);
                        image.referrals().add(new MergeImage.Referral(stored.id(), attribute.id(), before, after));
                    }
                }
                byObject.computeIfAbsent(stored.objectId(), id -> new ArrayList<>())
                        .add(draft);
            }
            write(tx, byObject, what);
        }
    }

    static void write(Tx tx, Map<UUID, List<RecordDraft>> byObject, String what) {
        byObject.forEach((objectId, drafts) -> RecordWriter.following(
                        tx, tx.schema().get(objectId), null)
                .write(
                        drafts,
                        EventTypes.RECORD_UPDATED,
                        what,
                        drafts.stream().map(d -> d.id() + ".").toList()));
    }

    private void moveItems(List<StoredItem> items, MergeImage image) {
        for (List<StoredItem> portion : Chunks.of(items, PORTION)) {
            List<StoredItem> kept = new ArrayList<>();
            List<StoredItem> derived = new ArrayList<>();
            List<UUID> known = new ArrayList<>();
            Set<String> shared =
                    new HashSet<>(sharedItems(tx, survivor, portion).keySet());
            for (StoredItem item : portion) {
                if (ItemKinds.isShared(item.kind()) && !shared.add(sharedKey(item))) {
                    known.add(item.id());
                    // What it says is at the survivor; kept here too, it would outlive its deletion there.
                    image.items()
                            .add(new MergeImage.MovedItem(
                                    new StoredItem(item.id(), item.kind(), item.recordId(), item.key(), item.at(), ""),
                                    null,
                                    null,
                                    null));
                } else if (ItemKinds.idAt(item, survivor).equals(item.id())) {
                    kept.add(ItemKinds.at(item, survivor));
                    image.items()
                            .add(new MergeImage.MovedItem(
                                    new StoredItem(item.id(), item.kind(), item.recordId(), "", item.at(), ""),
                                    item.id(),
                                    null,
                                    null));
                } else {
                    derived.add(item);
                }
            }
            if (!known.isEmpty()) {
                tx.storage().items().remove(known);
            }
            if (!kept.isEmpty()) {
                tx.storage().items().update(kept);
            }
            if (!derived.isEmpty()) {
                moveDerived(derived, image);
            }
        }
    }

    /** What the record holds of the shared kinds, of the same keys as these items; by {@link #sharedKey}. */
    static Map<String, StoredItem> sharedItems(Tx tx, UUID record, Collection<StoredItem> items) {
        Map<String, Set<String>> keys = new TreeMap<>();
        items.stream()
                .filter(item -> ItemKinds.isShared(item.kind()))
                .forEach(item -> keys.computeIfAbsent(item.kind(), kind -> new HashSet<>())
                        .add(item.key()));
        Map<String, StoredItem> held = new HashMap<>();
        keys.forEach((kind, wanted) -> tx.storage()
                .items()
                .list(new ItemQuery(kind, Set.of(record), wanted, false, null, wanted.size()))
                .forEach(item -> held.put(sharedKey(item), item)));
        return held;
    }

    static String sharedKey(StoredItem item) {
        return item.kind() + ' ' + item.key();
    }

    /** Items that a record has once: the survivor takes those that it lacks. */
    private void moveDerived(List<StoredItem> items, MergeImage image) {
        tx.storage().items().remove(items.stream().map(StoredItem::id).toList());
        Map<UUID, StoredItem> arriving = new LinkedHashMap<>();
        items.forEach(item -> {
            StoredItem there = ItemKinds.at(item, survivor);
            arriving.putIfAbsent(there.id(), there);
        });
        Set<UUID> taken = tx.storage().items().insert(arriving.values());
        Map<UUID, StoredItem> held = new HashMap<>();
        if (!taken.isEmpty()) {
            tx.storage().items().lock(taken).forEach(item -> held.put(item.id(), item));
        }
        Set<UUID> joined = new LinkedHashSet<>();
        Set<UUID> moved = new HashSet<>();
        for (StoredItem item : items) {
            StoredItem there = ItemKinds.at(item, survivor);
            if (!taken.contains(there.id()) && moved.add(there.id())) {
                image.items().add(new MergeImage.MovedItem(item, there.id(), null, null));
                held.put(there.id(), there);
                continue;
            }
            StoredItem stays = Objects.requireNonNull(held.get(there.id()));
            StoredItem becomes = ItemKinds.joined(stays, there);
            boolean changes = !becomes.equals(stays);
            image.items().add(new MergeImage.MovedItem(item, null, changes ? stays : null, changes ? becomes : null));
            if (changes) {
                held.put(there.id(), becomes);
                joined.add(there.id());
            }
        }
        if (!joined.isEmpty()) {
            tx.storage()
                    .items()
                    .update(joined.stream()
                            .map(id -> Objects.requireNonNull(held.get(id)))
                            .toList());
        }
    }

    static void lockHierarchies(Tx tx, DefinedObject object) {
        for (CrmAttribute attribute : hierarchies(object)) {
            tx.storage().ledger().lock("hierarchy:" + attribute.id());
        }
    }

    /** Refuses what was written if one of the records is above itself by now. */
    static void refuseCycles(Tx tx, DefinedObject object, Collection<UUID> records, String what) {
        List<Violation> faults = new ArrayList<>();
        for (CrmAttribute attribute : hierarchies(object)) {
            for (UUID record : records) {
                if (tx.storage()
                        .edges()
                        .ancestors(record, attribute.id().toString())
                        .contains(record)) {
                    faults.add(
                            tx.access().isHidden(attribute.id())
                                    ? new Violation(
                                            "",
                                            ErrorCode.VALUE_CYCLE,
                                            "would make a circle of references that " + NOT_SHOWN)
                                    : new Violation(
                                            attribute.slug(),
                                            ErrorCode.VALUE_CYCLE,
                                            "would put record " + record
                                                    + " above itself. Change what is above or below it first"));
                }
            }
        }
        refuse(what, faults);
    }

    private static List<CrmAttribute> hierarchies(DefinedObject object) {
        return object.attributes().stream()
                .filter(a -> ReferenceConfig.isHierarchy(a.spec()))
                .toList();
    }
}
