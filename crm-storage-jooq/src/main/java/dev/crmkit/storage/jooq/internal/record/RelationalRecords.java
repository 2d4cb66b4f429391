package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Predicate;

/** Records in the relational layout, of one transaction. Not thread-safe. */
public final class RelationalRecords implements RecordStorage {
    private static final String ALIAS = "r";
    /** No object has so many records: to stop there would only cost. */
    private static final int BEYOND_ALL = 100_000_000;

    private static final String LOCKED = " ORDER BY r.id FOR UPDATE";

    private final Session session;
    private final Grammar grammar;

    /** The records of the session's workspace. */
    public RelationalRecords(Session session) {
        this.session = session;
        this.grammar = Grammar.of(session);
    }

    @Override
    public List<StoredRecord> load(Collection<UUID> ids) {
        return load(all(), ids, "");
    }

    @Override
    public List<StoredRecord> load(UUID objectId, Collection<UUID> ids) {
        return of(objectId, load(known(List.of(objectId)), ids, ""));
    }

    @Override
    public List<StoredRecord> lock(Collection<UUID> ids) {
        return load(all(), ids, LOCKED);
    }

    @Override
    public List<StoredRecord> lock(UUID objectId, Collection<UUID> ids) {
        return of(objectId, load(known(List.of(objectId)), ids, LOCKED));
    }

    /** Others may be in the same bucket. */
    private static List<StoredRecord> of(UUID objectId, List<StoredRecord> records) {
        return records.stream()
                .filter(record -> record.objectId().equals(objectId))
                .toList();
    }

    private List<StoredRecord> load(Collection<ObjectMap> objects, Collection<UUID> ids, String end) {
        if (ids.isEmpty() || objects.isEmpty()) {
            return List.of();
        }
        RecordColumns columns = new RecordColumns(grammar, session.map());
        return byId(columns.select(), objects, ids).add(end).query(session, rows -> {
            List<StoredRecord> records = new ArrayList<>();
            while (rows.next()) {
                records.add(columns.read(rows));
            }
            return records;
        });
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> ids) {
        return labelsOf(all(), ids);
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> objectIds, Collection<UUID> ids) {
        Map<UUID, RecordLabel> labels = labelsOf(known(objectIds), ids);
        // Others may be in the same bucket.
        labels.values().removeIf(label -> !objectIds.contains(label.objectId()));
        return labels;
    }

    private Map<UUID, RecordLabel> labelsOf(Collection<ObjectMap> objects, Collection<UUID> ids) {
        if (ids.isEmpty() || objects.isEmpty()) {
            return new HashMap<>();
        }
        RecordColumns columns = new RecordColumns(grammar, session.map());
        return byId("r.id, r.object_no, r.t1, r.archived_at IS NOT NULL", objects, ids)
                .query(session, rows -> {
                    Map<UUID, RecordLabel> labels = new HashMap<>();
                    while (rows.next()) {
                        UUID id = rows.getObject(1, UUID.class);
                        UUID object = columns.object(rows.getInt(2)).id();
                        labels.put(
                                id,
                                new RecordLabel(
                                        id, object, columns.displayName(rows.getString(3)), rows.getBoolean(4)));
                    }
                    return labels;
                });
    }

    private Collection<ObjectMap> all() {
        return session.map().objects().values();
    }

    private List<ObjectMap> known(Collection<UUID> objectIds) {
        return objectIds.stream()
                .map(session.map().objects()::get)
                .filter(Objects::nonNull)
                .toList();
    }

    private SqlText byId(String columns, Collection<ObjectMap> objects, Collection<UUID> ids) {
        return grammar.byId(columns, objects, session.workspaceNumber(), ids);
    }

    @Override
    public List<UniqueConflict> write(UUID objectId, List<RecordWrite> writes) {
        session.requireWritable();
        ObjectMap object = object(objectId);
        RecordRows rows = grammar.rows();
        UniqueKeys uniqueKeys = new UniqueKeys(session, grammar, object);
        uniqueKeys.release(writes);
        List<UniqueConflict> conflicts = uniqueKeys.take(writes);
        if (!conflicts.isEmpty()) {
            return conflicts;
        }
        List<RowImage> inserts = images(object, writes, RecordWrite::isNew);
        if (!inserts.isEmpty()) {
            rows.insertIdentities(
                    session, object, inserts.stream().map(RowImage::id).toList());
            rows.insert(session, object, inserts);
        }
        List<RowImage> updates = images(object, writes, write -> !write.isNew());
        if (!updates.isEmpty()) {
            rows.update(session, object, updates, updated -> {
                if (updated != updates.size()) {
                    throw new IllegalStateException("Of " + updates.size() + " records of object " + objectId
                            + " to update, only " + updated + " exist");
                }
            });
        }
        return List.of();
    }

    @Override
    public Map<UniqueKey, UUID> holders(UUID objectId, Collection<UniqueKey> keys) {
        return keys.isEmpty() ? Map.of() : new UniqueKeys(session, grammar, object(objectId)).find(keys);
    }

    @Override
    public void touch(Collection<UUID> ids, Instant at) {
        session.requireWritable();
        if (!ids.isEmpty() && !all().isEmpty()) {
            List<UUID> ordered =
                    ids.stream().distinct().sorted(IndexOrder::compareIds).toList();
            grammar.rows().touch(session, all(), ordered, at);
        }
    }

    @Override
    public Map<UUID, Identity> identities(Collection<UUID> ids) {
        return new Identities(session).find(ids);
    }

    @Override
    public List<Identity> aliases(Collection<UUID> records) {
        return new Identities(session).aliases(records);
    }

    @Override
    public void remove(UUID objectId, Collection<Departure> departures) {
        session.requireWritable();
        ObjectMap object = object(objectId);
        new UniqueKeys(session, grammar, object).releaseOf(departures);
        new Identities(session).remove(object, grammar.writable(object), departures);
    }

    @Override
    public List<UniqueConflict> bringBack(UUID objectId, List<RecordWrite> writes) {
        session.requireWritable();
        ObjectMap object = object(objectId);
        List<UniqueConflict> conflicts = new UniqueKeys(session, grammar, object).take(writes);
        if (conflicts.isEmpty() && !writes.isEmpty()) {
            List<RowImage> rows = images(object, writes, write -> true);
            new Identities(session)
                    .bringBack(object, rows.stream().map(RowImage::id).toList());
            grammar.rows().insert(session, object, rows);
        }
        return conflicts;
    }

    @Override
    public void alias(Collection<UUID> ids, UUID survivor) {
        session.requireWritable();
        new Identities(session).alias(ids, survivor);
    }

    private List<RowImage> images(ObjectMap object, List<RecordWrite> writes, Predicate<RecordWrite> which) {
        return writes.stream()
                .filter(which)
                .map(write -> RowImage.of(grammar.textKey(), object, write))
                .toList();
    }

    @Override
    public RecordPage list(RecordQuery query) {
        return listSql(query).page();
    }

    @Override
    public List<RecordPage> heads(GroupHeads query) {
        return query.values().isEmpty()
                ? List.of()
                : new HeadsSql(session, grammar, places(query.list().objectId()), query).pages();
    }

    @Override
    public Count count(RecordQuery query, int cap) {
        Places places = places(query.objectId());
        SqlText rows = SqlText.of(grammar.table(places.object()))
                .add(" r WHERE ")
                .add(ListSql.where(session, grammar, places, query));
        // One more than the cap tells "exactly as many" from "more".
        SqlText count = cap >= BEYOND_ALL
                ? SqlText.of("SELECT count(*) FROM ").add(rows)
                : SqlText.of("SELECT count(*) FROM (SELECT 1 FROM ").add(rows).add(" LIMIT " + (cap + 1L) + ") q");
        long all = count.query(session, found -> {
            found.next();
            return found.getLong(1);
        });
        return new Count(Math.min(all, cap), all <= cap);
    }

    @Override
    public List<Grouping.Row> group(Grouping grouping) {
        return new GroupSql(session, grammar, places(grouping.objectId()), grouping).rows();
    }

    @Override
    public List<Grouping.Row> group(Links links, List<Grouping.Key> keys, List<Grouping.Computation> measures) {
        if (links.anchors().isEmpty()) {
            return List.of();
        }
        Places places = places(links.objectId());
        Grouping grouping = new Grouping(links.objectId(), links.predicate(), ArchivedFilter.LIVE, keys, measures);
        return new GroupSql(session, grammar, places, grouping, new LinkSql(session, grammar, places, links)).rows();
    }

    @Override
    public Map<UUID, UUID> first(Links links, SortKey sort) {
        return links.anchors().isEmpty()
                ? Map.of()
                : new LinkSql(session, grammar, places(links.objectId()), links).first(sort);
    }

    @Override
    public List<FieldAccess> accesses(RecordQuery query) {
        return new FieldAccesses(session, grammar).of(places(query.objectId()), query);
    }

    @Override
    public String plan(RecordQuery query) {
        return SqlText.of("EXPLAIN ").add(listSql(query).statement()).query(session, rows -> {
            StringBuilder plan = new StringBuilder();
            while (rows.next()) {
                plan.append(plan.isEmpty() ? "" : "\n").append(rows.getString(1));
            }
            return plan.toString();
        });
    }

    private ListSql listSql(RecordQuery query) {
        return new ListSql(session, grammar, places(query.objectId()), query);
    }

    private Places places(UUID objectId) {
        return new Places(grammar, object(objectId), ALIAS);
    }

    private ObjectMap object(UUID id) {
        return Objects.requireNonNull(session.map().objects().get(id), () -> "The workspace has no object " + id);
    }
}
