package dev.crmkit.internal.duplicate;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.record.Aliases;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/**
 * Pairs of records that somebody said are not duplicates. Each is kept at both records, so that it goes over when one of them is merged, and the other one's
 * goes on naming the old id. Immutable.
 */
public final class Dismissals {
    /** The kind of the items; their key is the other record's id. */
    public static final String KIND = "duplicate.dismissed";

    private static final int PAGE = 10_000;

    private final Map<UUID, Set<UUID>> others;

    private Dismissals(Map<UUID, Set<UUID>> others) {
        this.others = others;
    }

    /** The pairs of which one of these records is a part. One statement, two if some of the others were merged. */
    public static Dismissals of(Tx tx, Collection<UUID> records) {
        Map<UUID, Set<UUID>> others = new HashMap<>();
        if (records.isEmpty()) {
            return new Dismissals(others);
        }
        Set<UUID> unknown = new HashSet<>();
        for (StoredItem item : all(tx, records)) {
            UUID other = UUID.fromString(item.key());
            others.computeIfAbsent(Objects.requireNonNull(item.recordId()), record -> new HashSet<>())
                    .add(other);
            if (!records.contains(other)) {
                unknown.add(other);
            }
        }
        Map<UUID, UUID> survivors = Aliases.survivors(tx, unknown);
        others.values().forEach(named -> {
            List<UUID> now = new ArrayList<>();
            named.forEach(id -> now.add(survivors.getOrDefault(id, id)));
            named.addAll(now);
        });
        return new Dismissals(others);
    }

    private static List<StoredItem> all(Tx tx, Collection<UUID> records) {
        List<StoredItem> all = new ArrayList<>();
        ItemQuery.Place after = null;
        List<StoredItem> page;
        do {
            page = tx.storage().items().list(new ItemQuery(KIND, Set.copyOf(records), Set.of(), false, after, PAGE));
            all.addAll(page);
            if (!page.isEmpty()) {
                StoredItem last = page.get(page.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
            }
        } while (page.size() == PAGE);
        return all;
    }

    /** Whether it was said of these two; at least one must be among the records that were asked about. */
    public boolean contains(UUID one, UUID other) {
        return others.getOrDefault(one, Set.of()).contains(other)
                || others.getOrDefault(other, Set.of()).contains(one);
    }

    /** The items that say it of two records. */
    static List<StoredItem> items(Tx tx, UUID one, UUID other) {
        return List.of(item(tx, one, other), item(tx, other, one));
    }

    private static StoredItem item(Tx tx, UUID record, UUID other) {
        String key = other.toString();
        return new StoredItem(ItemIds.of(KIND, record, key), KIND, record, key, tx.now(), "");
    }

    /** The ids of the items that say it of two records, under whatever ids. */
    static List<UUID> ids(Tx tx, UUID one, UUID other) {
        List<UUID> ids = new ArrayList<>();
        List<StoredItem> items = all(tx, List.of(one, other));
        Set<UUID> named = new HashSet<>();
        items.forEach(item -> named.add(UUID.fromString(item.key())));
        Map<UUID, UUID> survivors = Aliases.survivors(tx, named);
        for (StoredItem item : items) {
            UUID key = UUID.fromString(item.key());
            UUID names = survivors.getOrDefault(key, key);
            if (names.equals(one) || names.equals(other)) {
                ids.add(item.id());
            }
        }
        return ids;
    }
}
