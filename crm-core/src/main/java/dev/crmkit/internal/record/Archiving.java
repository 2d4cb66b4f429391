package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.ReferenceConfig;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
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
 * Hiding records and bringing them back, with those that go along: records whose reference says {@code archiveWith}, and theirs. Which went along
 * is kept as edges, so that exactly those come back. The number of statements grows with the objects that go along and how they hang together, never
 * with the number of records.
 */
final class Archiving {
    /** The relation from an archived record to those that were archived along with it; no caller can use it as a label. */
    private static final String ALONG = "@archived_with";

    private static final int MOST_ALONG = 10_000;

    private final Tx tx;
    private final @Nullable UUID root;
    private final Function<UUID, String> paths;

    /** For each record that goes along, the one that it goes along with. */
    private final Map<UUID, UUID> leaders = new LinkedHashMap<>();

    /**
     * Archiving in that transaction.
     *
     * @param root the id of the call's own event, or null if it has none
     * @param paths the place of each record of the call in the input
     */
    Archiving(Tx tx, @Nullable UUID root, Function<UUID, String> paths) {
        this.tx = tx;
        this.root = root;
        this.paths = paths;
    }

    /**
     * Archives records and what goes along.
     *
     * @return the records after the call, in their order
     */
    List<StoredRecord> archive(List<LoadedRecord> records) {
        List<LoadedRecord> live =
                records.stream().filter(r -> !r.stored().isArchived()).toList();
        findDependants(live);
        List<LoadedRecord> along = lock(leaders.keySet()).stream()
                .filter(other -> !other.stored().isArchived())
                .toList();
        setArchived(along, tx.now(), EventTypes.RECORD_ARCHIVED);
        List<Edge> edges = along.stream()
                .map(other -> other.stored().id())
                .map(id -> new Edge(new Edge.Key(Objects.requireNonNull(leaders.get(id)), ALONG, id), 0, ""))
                .toList();
        if (!edges.isEmpty()) {
            tx.storage().edges().put(edges);
        }
        return inOrder(records, setArchived(live, tx.now(), EventTypes.RECORD_ARCHIVED));
    }

    /**
     * Brings records back and what was archived along.
     *
     * @return the records after the call, in their order
     * @throws Conflicted if others hold unique values of some by now; the caller undoes what this call wrote
     */
    List<StoredRecord> restore(List<LoadedRecord> records) {
        List<LoadedRecord> archived =
                records.stream().filter(r -> r.stored().isArchived()).toList();
        if (archived.isEmpty()) {
            return inOrder(records, Map.of());
        }
        Set<UUID> ids = new LinkedHashSet<>();
        archived.forEach(record -> ids.add(record.stored().id()));
        List<Edge.Key> edges = new ArrayList<>(tx.storage().edges().outgoing(ids, Set.of(ALONG), Integer.MAX_VALUE));
        edges.stream()
                .filter(edge -> !ids.contains(edge.to()))
                .forEach(edge -> leaders.putIfAbsent(edge.to(), edge.from()));
        // A record that comes back by itself no longer goes along with the one it was archived with.
        edges.addAll(tx.storage().edges().incoming(ids, Set.of(ALONG), Integer.MAX_VALUE));
        Map<UUID, StoredRecord> restored = setArchived(archived, null, EventTypes.RECORD_RESTORED);
        if (!leaders.isEmpty()) {
            setArchived(
                    lock(leaders.keySet()).stream()
                            .filter(other -> other.stored().isArchived())
                            .toList(),
                    null,
                    EventTypes.RECORD_RESTORED);
        }
        if (!edges.isEmpty()) {
            tx.storage().edges().remove(edges);
        }
        return inOrder(records, restored);
    }

    /** The record of the call because of which another one came along; itself if it did not. */
    UUID leader(UUID record) {
        return leaders.getOrDefault(record, record);
    }

    private static List<StoredRecord> inOrder(List<LoadedRecord> records, Map<UUID, StoredRecord> changed) {
        return records.stream()
                .map(r -> changed.getOrDefault(r.stored().id(), r.stored()))
                .toList();
    }

    /** Finds the records that go along, level by level, and with which each goes. */
    private void findDependants(List<LoadedRecord> records) {
        Set<UUID> roots = new LinkedHashSet<>();
        Map<UUID, Set<UUID>> level = new HashMap<>();
        for (LoadedRecord record : records) {
            roots.add(record.stored().id());
            level.computeIfAbsent(record.stored().objectId(), id -> new LinkedHashSet<>())
                    .add(record.stored().id());
        }
        while (!level.isEmpty()) {
            Map<String, UUID> relations = new HashMap<>();
            Set<UUID> targets = new LinkedHashSet<>();
            level.forEach((objectId, ids) -> {
                Map<String, UUID> leading = leadingTo(tx.schema().get(objectId));
                if (!leading.isEmpty()) {
                    relations.putAll(leading);
                    targets.addAll(ids);
                }
            });
            level = new HashMap<>();
            if (targets.isEmpty()) {
                continue;
            }
            for (Edge.Key edge :
                    tx.storage().edges().incoming(targets, relations.keySet(), MOST_ALONG + roots.size() + 1)) {
                UUID id = edge.from();
                if (!roots.contains(id) && leaders.putIfAbsent(id, leader(edge.to())) == null) {
                    level.computeIfAbsent(
                                    Objects.requireNonNull(relations.get(edge.relation())), o -> new LinkedHashSet<>())
                            .add(id);
                }
            }
            if (leaders.size() > MOST_ALONG) {
                throw new InvalidInputException(
                        "archive "
                                + (roots.size() == 1
                                        ? "record " + roots.iterator().next()
                                        : roots.size() + " records"),
                        List.of(new Violation(
                                "",
                                ErrorCode.QUERY_LIMIT,
                                "more than " + MOST_ALONG
                                        + " records would be archived along. Archive those first, in portions")));
            }
        }
    }

    /** The relations by which records go along with those of the target, each with the object that has it. */
    private Map<String, UUID> leadingTo(DefinedObject target) {
        Map<String, UUID> relations = new HashMap<>();
        for (DefinedObject source : tx.schema().objects()) {
            for (CrmAttribute attribute : source.attributes()) {
                if (ReferenceConfig.isArchivedWith(attribute.spec())
                        && tx.types()
                                .get(attribute.spec().type())
                                .referencedObject(attribute.spec())
                                .equals(Optional.of(target.slug()))) {
                    relations.put(attribute.id().toString(), source.id());
                }
            }
        }
        return relations;
    }

    private List<LoadedRecord> lock(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return tx.records().lock(ids).stream()
                .map(stored -> LoadedRecord.of(stored, tx.schema().get(stored.objectId()), tx.types()))
                .toList();
    }

    private Map<UUID, StoredRecord> setArchived(List<LoadedRecord> records, @Nullable Instant at, String eventType) {
        Map<UUID, List<RecordDraft>> byObject = new LinkedHashMap<>();
        for (LoadedRecord record : records) {
            RecordDraft draft = RecordDraft.change(record);
            draft.archivedAt(at);
            byObject.computeIfAbsent(record.stored().objectId(), id -> new ArrayList<>())
                    .add(draft);
        }
        Map<UUID, StoredRecord> written = new HashMap<>();
        byObject.forEach((objectId, drafts) -> {
            RecordWriter writer = new RecordWriter(tx, tx.schema().get(objectId), root);
            RecordWriter.Plan plan = writer.new Plan();
            List<Violation> faults = new ArrayList<>();
            String what = at == null ? "restore records" : "archive records";
            drafts.forEach(draft -> plan.add(draft, eventType, paths.apply(leader(draft.id())), faults));
            if (!faults.isEmpty()) {
                throw new InvalidInputException(what, faults);
            }
            List<UniqueConflict> conflicts = writer.store(plan, what);
            if (!conflicts.isEmpty()) {
                List<String> places = drafts.stream()
                        .map(draft -> paths.apply(leader(draft.id())))
                        .toList();
                throw new Conflicted(conflicts, writer.duplicates(drafts, places, conflicts));
            }
            drafts.forEach(draft -> written.put(draft.id(), plan.result(draft)));
        });
        return written;
    }
}
