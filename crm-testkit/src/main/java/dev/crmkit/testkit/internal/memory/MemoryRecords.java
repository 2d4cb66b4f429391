package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.model.IndexState;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Count;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.IndexedRecord;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.ObjectLayout;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.RecordWrite;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.storage.UniqueConflict;
import dev.crmkit.spi.storage.UniqueKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Records as one transaction sees them. */
record MemoryRecords(MemoryTransaction transaction) implements RecordStorage {

    @Override
    public List<StoredRecord> load(Collection<UUID> ids) {
        return transaction.read(() -> find(ids).map(RecordRow::record).toList());
    }

    @Override
    public List<StoredRecord> load(UUID objectId, Collection<UUID> ids) {
        return of(objectId, load(ids));
    }

    private static List<StoredRecord> of(UUID objectId, List<StoredRecord> records) {
        return records.stream()
                .filter(record -> record.objectId().equals(objectId))
                .toList();
    }

    private Stream<RecordRow> find(Collection<UUID> ids) {
        return ids.stream().distinct().map(transaction.recordRows::find).filter(Objects::nonNull);
    }

    @Override
    public List<StoredRecord> lock(Collection<UUID> ids) {
        return transaction.write(() -> {
            lockRows(ids.stream());
            return find(ids).map(RecordRow::record).toList();
        });
    }

    @Override
    public List<StoredRecord> lock(UUID objectId, Collection<UUID> ids) {
        return lock(load(objectId, ids).stream().map(StoredRecord::id).toList());
    }

    private void lockRows(Stream<UUID> ids) {
        ids.sorted(IndexOrder::compareIds).forEach(id -> transaction.lock(Locks.Kind.RECORD, id));
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> ids) {
        return transaction.read(() -> {
            Map<UUID, RecordLabel> labels = new LinkedHashMap<>();
            find(ids)
                    .map(RecordRow::record)
                    .forEach(record -> labels.put(
                            record.id(),
                            new RecordLabel(
                                    record.id(), record.objectId(), record.displayName(), record.isArchived())));
            return labels;
        });
    }

    @Override
    public Map<UUID, RecordLabel> labels(Collection<UUID> objectIds, Collection<UUID> ids) {
        Map<UUID, RecordLabel> labels = labels(ids);
        labels.values().removeIf(label -> !objectIds.contains(label.objectId()));
        return labels;
    }

    @Override
    public List<UniqueConflict> write(UUID objectId, List<RecordWrite> writes) {
        return write(objectId, writes, false);
    }

    @Override
    public List<UniqueConflict> bringBack(UUID objectId, List<RecordWrite> writes) {
        return write(objectId, writes, true);
    }

    private List<UniqueConflict> write(UUID objectId, List<RecordWrite> writes, boolean back) {
        return transaction.write(() -> {
            requireObject(objectId);
            lockRows(writes.stream().map(write -> write.record().id()));
            writes.stream()
                    .flatMap(write -> Stream.concat(write.takenKeys().stream(), write.releasedKeys().stream()))
                    .sorted(Comparator.comparing(UniqueKey::attributeId, IndexOrder::compareIds)
                            .thenComparing(UniqueKey::key))
                    .forEach(key -> transaction.lock(Locks.Kind.UNIQUE_KEY, key));
            writes.forEach(write -> store(objectId, write, back));
            // All are given up before any is taken, so that two records may swap their keys.
            writes.forEach(this::releaseKeys);
            List<UniqueConflict> conflicts = new ArrayList<>();
            writes.forEach(write -> takeKeys(write, conflicts));
            return conflicts;
        });
    }

    @Override
    public Map<UniqueKey, UUID> holders(UUID objectId, Collection<UniqueKey> keys) {
        return transaction.read(() -> {
            Map<UniqueKey, UUID> holders = new LinkedHashMap<>();
            for (UniqueKey key : keys) {
                UUID holder = transaction.uniqueKeys.find(key);
                if (holder != null) {
                    holders.put(key, holder);
                }
            }
            return holders;
        });
    }

    @Override
    public void touch(Collection<UUID> ids, Instant at) {
        transaction.change(() -> {
            lockRows(ids.stream());
            find(ids)
                    .filter(row -> row.record().state().lastActivityAt().isBefore(at))
                    .toList()
                    .forEach(row -> transaction.recordRows.put(row.record().id(), row.touched(at)));
        });
    }

    @Override
    public Map<UUID, Identity> identities(Collection<UUID> ids) {
        return transaction.read(() -> ids.stream()
                .distinct()
                .map(transaction.identityRows::find)
                .filter(Objects::nonNull)
                .collect(Collectors.toMap(Identity::id, identity -> identity)));
    }

    @Override
    public List<Identity> aliases(Collection<UUID> records) {
        return transaction.read(() -> aliasesOf(records));
    }

    private List<Identity> aliasesOf(Collection<UUID> records) {
        return transaction.identityRows.rows().values().stream()
                .filter(identity -> identity.aliasOf() != null && records.contains(identity.aliasOf()))
                .toList();
    }

    @Override
    public void remove(UUID objectId, Collection<Departure> departures) {
        transaction.change(() -> {
            requireObject(objectId);
            lockRows(departures.stream().map(Departure::id));
            for (Departure departure : departures) {
                RecordRow row = transaction.recordRows.find(departure.id());
                if (row == null || !row.record().objectId().equals(objectId)) {
                    throw new StorageException(
                            "Cannot remove record " + departure.id() + " of object " + objectId + " from workspace '"
                                    + transaction.space.id + "': it does not exist",
                            false,
                            null);
                }
                transaction.recordRows.remove(departure.id());
                departure.releasedKeys().forEach(key -> release(departure.id(), key));
                transaction.identityRows.put(
                        departure.id(),
                        new Identity(departure.id(), objectId, departure.survivor(), departure.erasedAt()));
                if (departure.survivor() != null) {
                    point(aliasesOf(Set.of(departure.id())), departure.survivor());
                }
            }
        });
    }

    @Override
    public void alias(Collection<UUID> ids, UUID survivor) {
        transaction.change(() -> point(
                ids.stream()
                        .distinct()
                        .map(transaction.identityRows::find)
                        .filter(identity -> identity != null && identity.aliasOf() != null)
                        .toList(),
                survivor));
    }

    private void point(List<Identity> aliases, UUID survivor) {
        aliases.forEach(alias -> transaction.identityRows.put(
                alias.id(), new Identity(alias.id(), alias.objectId(), survivor, alias.erasedAt())));
    }

    private void requireObject(UUID objectId) {
        if (transaction.definitions.find(objectId) == null) {
            throw new StorageException(
                    "Workspace '" + transaction.space.id + "' has no object " + objectId
                            + ". Put its definition before its records",
                    false,
                    null);
        }
    }

    private void store(UUID objectId, RecordWrite write, boolean back) {
        StoredRecord record = write.record();
        Identity identity = transaction.identityRows.find(record.id());
        boolean known = back
                ? identity == null || identity.aliasOf() == null
                : write.isNew() ? identity != null : transaction.recordRows.find(record.id()) != null;
        if (known == write.isNew() || !record.objectId().equals(objectId)) {
            throw new StorageException(
                    "Cannot " + (write.isNew() ? "insert" : "update") + " record " + record.id() + " of object "
                            + objectId + " in workspace '" + transaction.space.id + "': "
                            + (known == write.isNew()
                                    ? (known ? "its id is given away already" : "it does not exist")
                                    : "it says it is of object " + record.objectId()),
                    false,
                    null);
        }
        transaction.recordRows.put(record.id(), RecordRow.of(write));
        if (write.isNew()) {
            transaction.identityRows.put(record.id(), new Identity(record.id(), objectId, null, null));
        }
    }

    private void releaseKeys(RecordWrite write) {
        write.releasedKeys().forEach(key -> release(write.record().id(), key));
    }

    private void release(UUID record, UniqueKey key) {
        if (record.equals(transaction.uniqueKeys.find(key))) {
            transaction.uniqueKeys.remove(key);
        }
    }

    private void takeKeys(RecordWrite write, List<UniqueConflict> conflicts) {
        UUID id = write.record().id();
        for (UniqueKey key : write.takenKeys()) {
            UUID holder = transaction.uniqueKeys.find(key);
            if (holder == null) {
                transaction.uniqueKeys.put(key, id);
            } else if (!holder.equals(id)) {
                conflicts.add(new UniqueConflict(id, key, holder));
            }
        }
    }

    @Override
    public RecordPage list(RecordQuery query) {
        return transaction.read(() -> {
            List<Order> orders = orders(query.sorts());
            int idSign = query.isIdDescending() ? -1 : 1;
            Position after = query.after();
            List<RecordRow> rows = matching(query.objectId(), query.predicate(), query.archived())
                    .filter(row -> after == null || compare(row, after, orders, idSign) > 0)
                    .sorted((a, b) -> compare(a, position(b, query.sorts()), orders, idSign))
                    .limit(query.limit() + 1L)
                    .toList();
            boolean more = rows.size() > query.limit();
            List<RecordRow> page = more ? rows.subList(0, query.limit()) : rows;
            return new RecordPage(
                    page.stream().map(RecordRow::record).toList(),
                    more ? position(page.get(page.size() - 1), query.sorts()) : null);
        });
    }

    @Override
    public List<RecordPage> heads(GroupHeads query) {
        return query.values().stream().map(value -> list(query.of(value))).toList();
    }

    Stream<RecordRow> matching(UUID objectId, Predicate predicate, ArchivedFilter archived) {
        return transaction.recordRows.rows().values().stream()
                .filter(row -> row.record().objectId().equals(objectId))
                .filter(row -> switch (archived) {
                    case LIVE -> !row.record().isArchived();
                    case ARCHIVED -> row.record().isArchived();
                    case ALL -> true;
                })
                .filter(row -> PredicateEvaluator.test(predicate, new Seen(row)));
    }

    private List<Order> orders(List<SortKey> sorts) {
        return sorts.stream()
                .map(sort -> new Order(sort.field(), sort.descending(), optionsOf(sort.field())))
                .toList();
    }

    private List<String> optionsOf(Field field) {
        if (!(field instanceof Field.Attribute attribute)) {
            return List.of();
        }
        return transaction.definitions.rows().values().stream()
                .flatMap(definition -> definition.layout().attributes().stream())
                .filter(layout -> layout.id().equals(attribute.attributeId()))
                .findFirst()
                .map(ObjectLayout.AttributeLayout::options)
                .orElse(List.of());
    }

    private static int compare(RecordRow row, Position position, List<Order> orders, int idSign) {
        for (int i = 0; i < orders.size(); i++) {
            Order order = orders.get(i);
            int result = IndexOrder.compare(
                    row.value(order.field()), position.values().get(i), order.descending(), order.options());
            if (result != 0) {
                return result;
            }
        }
        return idSign * IndexOrder.compareIds(row.record().id(), position.id());
    }

    private static Position position(RecordRow row, List<SortKey> sorts) {
        List<@Nullable IndexValue> values = new ArrayList<>();
        sorts.forEach(sort -> values.add(row.value(sort.field())));
        return new Position(values, row.record().id());
    }

    @Override
    public Count count(RecordQuery query, int cap) {
        return transaction.read(() -> {
            long found = matching(query.objectId(), query.predicate(), query.archived())
                    .limit(cap + 1L)
                    .count();
            return new Count(Math.min(found, cap), found <= cap);
        });
    }

    @Override
    public List<Grouping.Row> group(Grouping grouping) {
        return transaction.read(() -> {
            Groups groups = new Groups(grouping);
            matching(grouping.objectId(), grouping.predicate(), grouping.archived())
                    .forEach(groups::add);
            return groups.rows();
        });
    }

    @Override
    public List<Grouping.Row> group(Links links, List<Grouping.Key> keys, List<Grouping.Computation> measures) {
        return transaction.read(() -> {
            Grouping grouping = new Grouping(links.objectId(), links.predicate(), ArchivedFilter.LIVE, keys, measures);
            List<Grouping.Row> rows = new ArrayList<>();
            for (UUID anchor : links.anchors()) {
                Groups groups = new Groups(grouping);
                List<RecordRow> linked = linked(links, anchor);
                linked.forEach(groups::add);
                for (Grouping.Row row : linked.isEmpty() ? List.<Grouping.Row>of() : groups.rows()) {
                    List<@Nullable IndexValue> shown = new ArrayList<>(row.keys());
                    shown.add(0, new IndexValue.References(List.of(anchor)));
                    rows.add(new Grouping.Row(shown, row.values()));
                }
            }
            return rows;
        });
    }

    @Override
    public Map<UUID, UUID> first(Links links, SortKey sort) {
        return transaction.read(() -> {
            Map<UUID, UUID> firsts = new LinkedHashMap<>();
            for (UUID anchor : links.anchors()) {
                linked(links, anchor).stream()
                        .filter(row -> row.value(sort.field()) != null)
                        .min(Comparator.<RecordRow, @Nullable IndexValue>comparing(
                                        row -> row.value(sort.field()),
                                        (a, b) -> IndexOrder.compare(a, b, sort.descending(), List.of()))
                                .thenComparing(row -> row.record().id(), IndexOrder::compareIds))
                        .ifPresent(row -> firsts.put(anchor, row.record().id()));
            }
            return firsts;
        });
    }

    private List<RecordRow> linked(Links links, UUID anchor) {
        MemoryEdges edges = new MemoryEdges(transaction);
        Set<UUID> ends = (links.outgoing()
                        ? edges.outgoing(List.of(anchor), Set.of(links.relation()), Integer.MAX_VALUE)
                        : edges.incoming(List.of(anchor), Set.of(links.relation()), Integer.MAX_VALUE))
                .stream().map(key -> links.outgoing() ? key.to() : key.from()).collect(Collectors.toSet());
        return find(ends)
                .filter(row -> row.record().objectId().equals(links.objectId())
                        && !row.record().isArchived()
                        && PredicateEvaluator.test(links.predicate(), new Seen(row)))
                .toList();
    }

    /** No field has an index here. */
    @Override
    public List<FieldAccess> accesses(RecordQuery query) {
        Stream<Field> fields = Stream.concat(
                NamedFields.of(query.predicate()), query.sorts().stream().map(SortKey::field));
        return transaction.read(() -> fields.distinct()
                .map(field -> new FieldAccess(field, IndexState.UNSUPPORTED))
                .toList());
    }

    @Override
    public String plan(RecordQuery query) {
        return transaction.read(() -> "");
    }

    /** How one sort key compares. */
    private record Order(Field field, boolean descending, List<String> options) {}

    /** A record as predicates ask it; its targets are those that this transaction sees. */
    private final class Seen implements IndexedRecord {
        private final RecordRow row;

        Seen(RecordRow row) {
            this.row = row;
        }

        @Override
        public @Nullable IndexValue value(Field field) {
            return row.value(field);
        }

        @Override
        public String searchText() {
            return row.searchText();
        }

        @Override
        public Set<String> itemKeys(String kind) {
            return new MemoryItems(transaction)
                    .of(row.record().id())
                    .filter(item -> item.kind().equals(kind))
                    .map(StoredItem::key)
                    .collect(Collectors.toSet());
        }

        @Override
        public @Nullable IndexedRecord findTarget(UUID targetObject, UUID id) {
            RecordRow target = transaction.recordRows.find(id);
            return target == null
                            || target.record().isArchived()
                            || !target.record().objectId().equals(targetObject)
                    ? null
                    : new Seen(target);
        }
    }
}
