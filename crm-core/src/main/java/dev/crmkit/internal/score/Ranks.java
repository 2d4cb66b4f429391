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
    /** The kind of the items; they are worked out from the sheets, and so do not go over when records are merged. */
    static final String KIND = "score_rank";

    private final Tx tx;
    private final List<StoredItem> inserted = new ArrayList<>();
    private final List<StoredItem> updated = new ArrayList<>();
    private final List<UUID> removed = new ArrayList<>();

    Ranks(Tx tx) {
        this.tx = tx;
    }

    /** Moves the record of a sheet to where its total belongs. */
    void move(Sheet sheet, @Nullable BigDecimal before, @Nullable BigDecimal after) {
        if (after == null) {
            removed.add(id(sheet.record(), sheet.product()));
        } else {
            (before == null ? inserted : updated)
                    .add(new StoredItem(
                            id(sheet.record(), sheet.product()),
                            KIND,
                            sheet.record(),
                            key(sheet.product(), after, sheet.record()),
                            sheet.at(),
                            ""));
        }
    }

    static UUID id(UUID record, String product) {
        return ItemIds.of(KIND, record, product);
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
