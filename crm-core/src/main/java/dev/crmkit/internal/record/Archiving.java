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
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.spi.storage.StoredRecord;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hiding records and bringing them back, with those that go along: records whose reference says {@code archiveWith}, and theirs. Which went along
 * is kept as edges, so that exactly those come back.
 */
final class Archiving {
    /** The relation from an archived record to those that were archived along with it; no caller can use it as a label. */
    private static final String ALONG = "@archived_with";

    private static final int MOST_ALONG = 10_000;
    private static final int EDGE_PAGE = 1_000;

    private final Tx tx;

    Archiving(Tx tx) {
        this.tx = tx;
    }

    StoredRecord archive(DefinedObject object, LoadedRecord record) {
        if (record.stored().isArchived()) {
            return record.stored();
        }
        Set<UUID> along = dependants(object, record.stored().id());
        List<LoadedRecord> live = lock(along).stream()
                .filter(other -> !other.stored().isArchived())
                .toList();
        setArchived(live, tx.now(), EventTypes.RECORD_ARCHIVED);
        List<Edge> edges = new ArrayList<>();
        for (LoadedRecord other : live) {
            edges.add(new Edge(
                    new Edge.Key(record.stored().id(), ALONG, other.stored().id()), 0, ""));
        }
        if (!edges.isEmpty()) {
            tx.storage().edges().put(edges);
        }
        return setArchived(List.of(record), tx.now(), EventTypes.RECORD_ARCHIVED)
                .get(0);
    }

    StoredRecord restore(DefinedObject object, LoadedRecord record) {
        if (!record.stored().isArchived()) {
            return record.stored();
        }
        List<Edge.Key> edges =
                outgoing(record.stored().id(), ALONG).stream().map(Edge::key).toList();
        StoredRecord restored =
                setArchived(List.of(record), null, EventTypes.RECORD_RESTORED).get(0);
        if (!edges.isEmpty()) {
            List<LoadedRecord> archived = lock(edges.stream().map(Edge.Key::to).toList()).stream()
                    .filter(other -> other.stored().isArchived())
                    .toList();
            setArchived(archived, null, EventTypes.RECORD_RESTORED);
            tx.storage().edges().remove(edges);
        }
        forgetCompanions(record.stored().id());
        return restored;
    }

    /** A record that came back by itself no longer goes along with the one it was archived with. */
    private void forgetCompanions(UUID restored) {
        List<Edge.Key> edges = incoming(restored, ALONG).stream()
                .map(with -> new Edge.Key(with, ALONG, restored))
                .toList();
        if (!edges.isEmpty()) {
            tx.storage().edges().remove(edges);
        }
    }

    /** The records that go along with the record, itself left out. */
    private Set<UUID> dependants(DefinedObject object, UUID root) {
        Set<UUID> seen = new LinkedHashSet<>();
        Deque<Target> open = new ArrayDeque<>();
        open.add(new Target(root, object));
        while (!open.isEmpty()) {
            Target target = open.remove();
            for (DefinedObject source : tx.schema().objects()) {
                for (CrmAttribute attribute : goingAlong(source, target.object())) {
                    for (UUID id : incoming(target.id(), attribute.id().toString())) {
                        if (!id.equals(root) && seen.add(id)) {
                            open.add(new Target(id, source));
                        }
                    }
                }
            }
            if (seen.size() > MOST_ALONG) {
                throw new InvalidInputException(
                        "archive record " + root,
                        List.of(new Violation(
                                "",
                                ErrorCode.QUERY_LIMIT,
                                "more than " + MOST_ALONG
                                        + " records would be archived along. Archive those first, in portions")));
            }
        }
        return seen;
    }

    private record Target(UUID id, DefinedObject object) {}

    private List<CrmAttribute> goingAlong(DefinedObject source, DefinedObject target) {
        return source.attributes().stream()
                .filter(a -> ReferenceConfig.isArchivedWith(a.spec()))
                .filter(a -> tx.types()
                        .get(a.spec().type())
                        .referencedObject(a.spec())
                        .equals(Optional.of(target.slug())))
                .toList();
    }

    private List<UUID> incoming(UUID to, String relation) {
        List<UUID> ids = new ArrayList<>();
        EdgeStorage edges = tx.storage().edges();
        @Nullable Edge after = null;
        List<Edge> page;
        do {
            page = edges.incoming(to, relation, after, EDGE_PAGE);
            for (Edge edge : page) {
                ids.add(edge.key().from());
                after = edge;
            }
        } while (page.size() == EDGE_PAGE && ids.size() <= MOST_ALONG);
        return ids;
    }

    private List<Edge> outgoing(UUID from, String relation) {
        List<Edge> all = new ArrayList<>();
        @Nullable Edge after = null;
        List<Edge> page;
        do {
            page = tx.storage().edges().outgoing(from, relation, after, EDGE_PAGE);
            all.addAll(page);
            after = page.isEmpty() ? null : page.get(page.size() - 1);
        } while (page.size() == EDGE_PAGE);
        return all;
    }

    private List<LoadedRecord> lock(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return List.of();
        }
        return tx.records().lock(ids).stream()
                .map(stored -> LoadedRecord.of(stored, tx.schema().get(stored.objectId()), tx.types()))
                .toList();
    }

    private List<StoredRecord> setArchived(List<LoadedRecord> records, @Nullable Instant at, String eventType) {
        Map<UUID, List<RecordDraft>> byObject = new LinkedHashMap<>();
        for (LoadedRecord record : records) {
            RecordDraft draft = RecordDraft.change(record);
            draft.archivedAt(at);
            byObject.computeIfAbsent(record.stored().objectId(), id -> new ArrayList<>())
                    .add(draft);
        }
        List<StoredRecord> written = new ArrayList<>();
        byObject.forEach((objectId, drafts) -> {
            DefinedObject object = tx.schema().get(objectId);
            String what = (at == null ? "restore " : "archive ") + object.slug();
            written.addAll(new RecordWriter(tx, object)
                    .write(drafts, eventType, what, drafts.stream().map(d -> "").toList()));
        });
        return written;
    }
}
