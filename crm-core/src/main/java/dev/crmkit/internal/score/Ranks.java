package dev.crmkit.internal.score;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The order of records by their total: an item per record and product, whose key begins with the product and how far the total is below the greatest
 * possible one. So the index of keys has the highest total first, and after that the ids. Not thread-safe.
 */
final class Ranks {
    private static final String KIND = "score_rank";

    private final Tx tx;
    private final List<StoredItem> inserted = new ArrayList<>();
    private final List<StoredItem> updated = new ArrayList<>();
    private final List<UUID> removed = new ArrayList<>();

    Ranks(Tx tx) {
        this.tx = tx;
    }

    /** Moves a record to where its total belongs. */
    void move(UUID record, String product, @Nullable BigDecimal before, @Nullable BigDecimal after) {
        UUID id = ItemIds.of(KIND, record, product);
        if (after == null) {
            removed.add(id);
            return;
        }
        StoredItem item = new StoredItem(id, KIND, record, key(product, after, record), tx.now(), "");
        (before == null ? inserted : updated).add(item);
    }

    private static String key(String product, BigDecimal total, UUID record) {
        long below =
                ScoreCards.BOUND.subtract(total).movePointRight(Sheet.SCALE).longValueExact();
        return prefix(product) + String.format(Locale.ROOT, "%011d", below) + "\n" + record;
    }

    private static String prefix(String product) {
        return product + "\n";
    }

    /** Writes the moves. */
    void write() {
        ItemStorage items = tx.storage().items();
        if (!inserted.isEmpty()) {
            items.insert(List.copyOf(inserted));
        }
        if (!updated.isEmpty()) {
            items.update(List.copyOf(updated));
        }
        if (!removed.isEmpty()) {
            items.remove(List.copyOf(removed));
        }
        inserted.clear();
        updated.clear();
        removed.clear();
    }

    /** The keys of the records with the highest totals. */
    List<String> keys(String product, @Nullable String after, int limit) {
        return tx.storage().items().keys(KIND, prefix(product), after, limit).stream()
                .map(ItemStorage.KeyCount::key)
                .toList();
    }

    static UUID record(String key) {
        return UUID.fromString(key.substring(key.lastIndexOf('\n') + 1));
    }
}
