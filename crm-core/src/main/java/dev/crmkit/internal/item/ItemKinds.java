package dev.crmkit.internal.item;

import dev.crmkit.internal.list.Memberships;
import dev.crmkit.internal.score.ScoreMoves;
import dev.crmkit.spi.storage.StoredItem;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BinaryOperator;

/**
 * How items follow their record into another one when records are merged. Not instantiable.
 *
 * <p>An item whose id is {@code ItemIds.of(kind, record, key)} is one that a record has once, such as a tag: at another record it has that record's id. Any
 * other item keeps its id. An item of a shared kind, such as a note that is on several records, has one key at each of them. Where the other record has one like it already, that one stays, unless its kind says here what the two become.
 */
public final class ItemKinds {
    /** What a held item and one like it that arrives become, by kind: the held item with what else it says now. */
    private static final Map<String, BinaryOperator<StoredItem>> JOINED =
            Map.of(ScoreMoves.SHEETS, ScoreMoves::joined, Memberships.ENTRIES, Memberships::joined);

    /** Kinds whose items with one key are one thing, which may be on several records: notes, and that they are pinned. */
    private static final Set<String> SHARED = Set.of("note", "note.pin");

    /** Kinds whose items follow from the values of their record, of others or from other items of it, and from nothing else. */
    private static final Set<String> DERIVED =
            Set.of("duplicate.key", ScoreMoves.RANKS, "rollup.stale", "rollup.spread", Memberships.MEMBERS);

    private ItemKinds() {}

    /** Whether items of this kind never go over: whoever writes what they follow from writes them too. */
    public static boolean isDerived(String kind) {
        return DERIVED.contains(kind);
    }

    /** Whether an item of this kind is, for a record that has another of the same key, nothing new. */
    public static boolean isShared(String kind) {
        return SHARED.contains(kind);
    }

    /** The id of the item when it belongs to that record. */
    public static UUID idAt(StoredItem item, UUID record) {
        UUID now = item.recordId();
        return now != null && item.id().equals(ItemIds.of(item.kind(), now, item.key()))
                ? ItemIds.of(item.kind(), record, item.key())
                : item.id();
    }

    /** The item as it is at that record. */
    public static StoredItem at(StoredItem item, UUID record) {
        return new StoredItem(idAt(item, record), item.kind(), record, item.key(), item.at(), item.document());
    }

    /** What becomes of an item when one like it arrives; the same item if nothing does. */
    public static StoredItem joined(StoredItem held, StoredItem arriving) {
        return JOINED.getOrDefault(held.kind(), (stays, other) -> stays).apply(held, arriving);
    }
}
