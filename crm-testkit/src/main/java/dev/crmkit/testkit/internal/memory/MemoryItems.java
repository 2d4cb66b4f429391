package dev.crmkit.testkit.internal.memory;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TextFolding;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Items as one transaction sees them. */
record MemoryItems(MemoryTransaction transaction) implements ItemStorage {
    private static final UUID LEAST_ID = new UUID(0, 0);
    private static final UUID GREATEST_ID = new UUID(-1, -1);
    private static final Comparator<StoredItem> ORDER =
            Comparator.comparing(StoredItem::at).thenComparing(StoredItem::id, IndexOrder::compareIds);

    @Override
    public Set<UUID> insert(Collection<StoredItem> items) {
        return transaction.write(() -> {
            Set<UUID> taken = new LinkedHashSet<>();
            inLockOrder(items).forEach(item -> {
                lock(item.id());
                if (transaction.itemRows.find(item.id()) == null) {
                    store(item);
                } else {
                    taken.add(item.id());
                }
            });
            return taken;
        });
    }

    @Override
    public int update(Collection<StoredItem> items) {
        return transaction.write(() -> {
            List<StoredItem> known = inLockOrder(items)
                    .peek(item -> lock(item.id()))
                    .filter(item -> drop(item.id()))
                    .toList();
            known.forEach(this::store);
            return known.size();
        });
    }

    @Override
    public int remove(Collection<UUID> ids) {
        return transaction.write(() -> (int) ids.stream()
                .distinct()
                .sorted(IndexOrder::compareIds)
                .peek(this::lock)
                .filter(this::drop)
                .count());
    }

    private static Stream<StoredItem> inLockOrder(Collection<StoredItem> items) {
        return items.stream().sorted(Comparator.comparing(StoredItem::id, IndexOrder::compareIds));
    }

    private void lock(UUID id) {
        transaction.lock(Locks.Kind.ITEM, id);
    }

    private void store(StoredItem item) {
        UUID record = item.recordId();
        if (record != null && transaction.identityRows.find(record) == null) {
            throw new StorageException(
                    "Cannot store the item " + item.id() + " of kind '" + item.kind() + "': workspace '"
                            + transaction.space.id + "' has no record " + record + ". Write the record first",
                    false,
                    null);
        }
        transaction.itemRows.put(item.id(), item);
        if (record != null) {
            transaction.itemsByRecord.put(new Space.ItemKey(record, item.id()), item);
        }
    }

    private boolean drop(UUID id) {
        StoredItem known = transaction.itemRows.find(id);
        if (known == null) {
            return false;
        }
        transaction.itemRows.remove(id);
        if (known.recordId() != null) {
            transaction.itemsByRecord.remove(new Space.ItemKey(known.recordId(), id));
        }
        return true;
    }

    @Override
    public List<StoredItem> load(Collection<UUID> ids) {
        return transaction.read(() -> ids.stream()
                .distinct()
                .map(transaction.itemRows::find)
                .filter(Objects::nonNull)
                .toList());
    }

    @Override
    public List<StoredItem> lock(Collection<UUID> ids) {
        return transaction.write(() -> {
            ids.stream()
                    .sorted(IndexOrder::compareIds)
                    .filter(id -> transaction.itemRows.find(id) != null)
                    .forEach(this::lock);
            return load(ids);
        });
    }

    @Override
    public List<StoredItem> list(ItemQuery query) {
        return transaction.read(() -> {
            Comparator<StoredItem> order = query.newestFirst() ? ORDER.reversed() : ORDER;
            ItemQuery.Place after = query.after();
            StoredItem place =
                    after == null ? null : new StoredItem(after.id(), query.kind(), null, "", after.at(), "");
            return candidates(query)
                    .filter(item -> item.kind().equals(query.kind()))
                    .filter(item -> query.keys().isEmpty() || query.keys().contains(item.key()))
                    .filter(item -> place == null || order.compare(item, place) > 0)
                    .sorted(order)
                    .limit(query.limit())
                    .toList();
        });
    }

    private Stream<StoredItem> candidates(ItemQuery query) {
        return query.records().isEmpty()
                ? transaction.itemRows.rows().values().stream()
                : query.records().stream().flatMap(this::of);
    }

    /** The items of a record. */
    Stream<StoredItem> of(UUID record) {
        return transaction
                .itemsByRecord
                .rows(new Space.ItemKey(record, LEAST_ID), new Space.ItemKey(record, GREATEST_ID))
                .values()
                .stream();
    }

    @Override
    public List<StoredItem> belonging(Collection<UUID> records, @Nullable UUID after, int limit) {
        return transaction.read(() -> records.stream()
                .distinct()
                .flatMap(this::of)
                .filter(item -> after == null || IndexOrder.compareIds(item.id(), after) > 0)
                .sorted(Comparator.comparing(StoredItem::id, IndexOrder::compareIds))
                .limit(limit)
                .toList());
    }

    @Override
    public List<StoredItem> byKey(String kind, String prefix, @Nullable KeyPlace after, int limit) {
        Comparator<StoredItem> order = Comparator.comparing(StoredItem::key, TextFolding::compareCodePoints)
                .thenComparing(ORDER);
        StoredItem place = after == null ? null : new StoredItem(after.id(), kind, null, after.key(), after.at(), "");
        return transaction.read(() -> transaction.itemRows.rows().values().stream()
                .filter(item -> item.kind().equals(kind) && item.key().startsWith(prefix))
                .filter(item -> place == null || order.compare(item, place) > 0)
                .sorted(order)
                .limit(limit)
                .toList());
    }

    @Override
    public List<KeyCount> keys(String kind, String prefix, @Nullable String after, int limit) {
        return transaction.read(() -> {
            TreeMap<String, Long> counts = new TreeMap<>(TextFolding::compareCodePoints);
            transaction.itemRows.rows().values().stream()
                    .filter(item -> item.kind().equals(kind) && item.key().startsWith(prefix))
                    .forEach(item -> counts.merge(item.key(), 1L, Long::sum));
            return (after == null ? counts : counts.tailMap(after, false))
                    .entrySet().stream()
                            .limit(limit)
                            .map(entry -> new KeyCount(entry.getKey(), entry.getValue()))
                            .toList();
        });
    }
}
