package dev.crmkit.internal.tag;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.TagName;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Puts one tag in the place of another, or nothing, on all records, a chunk at a time. Not thread-safe. */
final class TagRewrite {
    private static final int CHUNK = 500;

    private final Tx tx;
    private final TagName from;
    private final @Nullable TagName to;
    private final TagCatalog catalog;

    TagRewrite(Tx tx, TagName from, @Nullable TagName to) {
        this.tx = tx;
        this.from = from;
        this.to = to;
        this.catalog = new TagCatalog(tx);
    }

    /**
     * What was done, and where to go on. Immutable.
     *
     * @param records how many records had the tag
     * @param next where the next chunk begins, or null at the end
     */
    record Chunk(int records, ItemQuery.@Nullable Place next) {}

    /** Rewrites the records that come after a place, or the first ones. */
    Chunk chunk(ItemQuery.@Nullable Place after) {
        if (to != null && to.key().equals(from.key())) {
            spell(to);
            return new Chunk(0, null);
        }
        List<StoredItem> found = tx.storage()
                .items()
                .list(new ItemQuery(TagName.ITEMS, Set.of(), Set.of(from.key()), false, after, CHUNK));
        int records = found.isEmpty() ? 0 : rewrite(found);
        if (found.size() == CHUNK) {
            StoredItem last = found.get(CHUNK - 1);
            return new Chunk(records, new ItemQuery.Place(last.at(), last.id()));
        }
        boolean gone = tx.storage()
                .items()
                .list(ItemQuery.withKeys(TagName.ITEMS, Set.of(from.key()), 1))
                .isEmpty();
        if (gone) {
            catalog.forget(from);
        }
        return new Chunk(records, null);
    }

    private int rewrite(List<StoredItem> found) {
        Set<UUID> ids = Set.copyOf(found.stream()
                .map(item -> Objects.requireNonNull(item.recordId()))
                .toList());
        Map<UUID, StoredRecord> records = new RecordGate(tx).writable(ids);
        // Only now are the records locked: what has been taken away meanwhile is no longer there.
        List<UUID> wanted = found.stream()
                .filter(item -> records.containsKey(item.recordId()))
                .map(StoredItem::id)
                .toList();
        List<StoredItem> there =
                wanted.isEmpty() ? List.of() : tx.storage().items().lock(wanted);
        if (there.isEmpty()) {
            return 0;
        }
        if (to == null) {
            Map<String, String> spelling = catalog.spellings(Set.of(from.key()));
            tx.storage().items().remove(there.stream().map(StoredItem::id).toList());
            Tagging.tell(new EventLog(tx), EventTypes.TAG_REMOVED, records, there, spelling);
            return there.size();
        }
        String old =
                Objects.requireNonNull(catalog.spellings(Set.of(from.key())).get(from.key()));
        String now = Objects.requireNonNull(catalog.keep(List.of(to)).get(to.key()));
        tx.storage()
                .items()
                .insert(there.stream()
                        .map(item -> new StoredItem(
                                Tagging.pairId(Objects.requireNonNull(item.recordId()), to.key()),
                                TagName.ITEMS,
                                item.recordId(),
                                to.key(),
                                item.at(),
                                ""))
                        .toList());
        tx.storage().items().remove(there.stream().map(StoredItem::id).toList());
        EventLog log = new EventLog(tx);
        there.forEach(item -> log.add(
                EventTypes.TAG_RENAMED,
                Objects.requireNonNull(records.get(Objects.requireNonNull(item.recordId()))),
                Map.of("from", old, "to", now)));
        log.write();
        return there.size();
    }

    /** The same tag, written differently: no record changes. */
    private void spell(TagName name) {
        String old =
                Objects.requireNonNull(catalog.spellings(Set.of(name.key())).get(name.key()));
        if (!old.equals(name.written()) && catalog.spell(name)) {
            new EventLog(tx)
                    .add(EventTypes.TAG_RENAMED, Map.of("from", old, "to", name.written()))
                    .write();
        }
    }
}
