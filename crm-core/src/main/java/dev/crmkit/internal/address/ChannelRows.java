package dev.crmkit.internal.address;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads channels: one statement for each 10,000 of them. Not instantiable. */
public final class ChannelRows {
    private static final int PORTION = 10_000;

    private ChannelRows() {}

    /** The channels of these records, in order. */
    public static Map<UUID, List<ChannelRow>> of(Tx tx, Set<UUID> records) {
        Map<UUID, List<ChannelRow>> byRecord = new HashMap<>();
        if (!records.isEmpty()) {
            forEachPortion(
                    tx,
                    ChannelRow.ITEM,
                    records,
                    Set.of(),
                    items -> items.stream()
                            .map(ChannelRow::of)
                            .forEach(row -> byRecord.computeIfAbsent(row.record(), id -> new ArrayList<>())
                                    .add(row)));
            byRecord.values().forEach(rows -> rows.sort(ChannelRow.ORDER));
        }
        return byRecord;
    }

    /** The rows of a record, former ones too, by id. */
    static Map<UUID, ChannelRow> withFormer(Tx tx, UUID record) {
        Map<UUID, ChannelRow> rows = new LinkedHashMap<>();
        for (String kind : List.of(ChannelRow.ITEM, ChannelRow.FORMER_ITEM)) {
            forEachPortion(
                    tx,
                    kind,
                    Set.of(record),
                    Set.of(),
                    items -> items.forEach(item -> rows.put(item.id(), ChannelRow.of(item))));
        }
        return rows;
    }

    /** The channels with one of these keys, whosever they are. */
    public static List<ChannelRow> withKeys(Tx tx, Set<String> keys) {
        List<ChannelRow> rows = new ArrayList<>();
        if (!keys.isEmpty()) {
            forEachPortion(
                    tx, ChannelRow.ITEM, Set.of(), keys, items -> items.forEach(item -> rows.add(ChannelRow.of(item))));
        }
        return rows;
    }

    /** The rows of these ids, former ones too, by id. */
    public static Map<UUID, ChannelRow> load(Tx tx, Collection<UUID> ids) {
        Map<UUID, ChannelRow> rows = new HashMap<>();
        if (!ids.isEmpty()) {
            for (StoredItem item : tx.storage().items().load(ids)) {
                if (item.kind().equals(ChannelRow.ITEM) || item.kind().equals(ChannelRow.FORMER_ITEM)) {
                    rows.put(item.id(), ChannelRow.of(item));
                }
            }
        }
        return rows;
    }

    /** Hands over all items of a kind, of these records or with these keys, in portions. */
    public static void forEachPortion(
            Tx tx, String kind, Set<UUID> records, Set<String> keys, Consumer<List<StoredItem>> work) {
        ItemQuery.@Nullable Place after = null;
        List<StoredItem> portion;
        do {
            portion = tx.storage().items().list(new ItemQuery(kind, records, keys, false, after, PORTION));
            if (!portion.isEmpty()) {
                StoredItem last = portion.get(portion.size() - 1);
                after = new ItemQuery.Place(last.at(), last.id());
                work.accept(portion);
            }
        } while (portion.size() == PORTION);
    }
}
