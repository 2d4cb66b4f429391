package dev.crmkit.internal.list;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What merging and its undoing mean for lists: entries of static lists go over and come back like everything that belongs to a record, and dynamic lists
 * follow from the records that are left. Here each record gets the events for what it leaves and joins by that. Costs nothing where nobody is in a list,
 * but for one statement where the workspace has lists. Not thread-safe.
 */
public final class MergedLists {
    private static final int READ = 10_000;

    private final Tx tx;

    /** In that transaction. */
    public MergedLists(Tx tx) {
        this.tx = tx;
    }

    /**
     * Takes merged records out of dynamic lists and tells what they left and what their survivor joins, before their entries go over.
     *
     * @param items what belongs to the merged records
     */
    public void merge(StoredRecord survivor, Collection<StoredRecord> losers, Collection<StoredItem> items) {
        if (tx.lists().all().isEmpty()) {
            return;
        }
        Map<UUID, StoredRecord> byId = new HashMap<>();
        losers.forEach(record -> byId.put(record.id(), record));
        List<StoredItem> members = list(Memberships.MEMBERS, byId.keySet());
        List<StoredItem> entries = items.stream()
                .filter(item -> item.kind().equals(Memberships.ENTRIES))
                .toList();
        if (!members.isEmpty()) {
            tx.storage().items().remove(members.stream().map(StoredItem::id).toList());
        }
        EventLog log = new EventLog(tx);
        members.forEach(item -> tell(log, EventTypes.LIST_LEFT, byId, item));
        entries.forEach(item -> tell(log, EventTypes.LIST_LEFT, byId, item));
        Set<String> arriving = new TreeSet<>(keys(entries));
        if (!arriving.isEmpty()) {
            arriving.removeAll(keys(list(Memberships.ENTRIES, Set.of(survivor.id()))));
        }
        arriving.forEach(list -> tell(log, EventTypes.LIST_JOINED, survivor, list));
        log.write();
    }

    /**
     * Before the undoing of a merge gives entries back.
     *
     * @param moved the items that went over, or were left behind, when the records were merged
     */
    public Undoing undoing(UUID survivor, Collection<StoredItem> moved) {
        boolean none = moved.stream().noneMatch(item -> item.kind().equals(Memberships.ENTRIES));
        return new Undoing(none ? null : keys(list(Memberships.ENTRIES, Set.of(survivor))));
    }

    /** The undoing of a merge. Not thread-safe. */
    public final class Undoing {
        private final @Nullable Set<String> before;

        private Undoing(@Nullable Set<String> before) {
            this.before = before;
        }

        /**
         * Tells what the survivor left and what those that are back joined, once entries have come back.
         *
         * @param records the survivor and those that are back
         */
        public void tell(StoredRecord survivor, Collection<StoredRecord> records) {
            if (before == null) {
                return;
            }
            Map<UUID, StoredRecord> byId = new HashMap<>();
            records.forEach(record -> byId.put(record.id(), record));
            Set<String> left = new TreeSet<>(before);
            EventLog log = new EventLog(tx);
            for (StoredItem item : list(Memberships.ENTRIES, byId.keySet())) {
                if (survivor.id().equals(item.recordId())) {
                    left.remove(item.key());
                } else {
                    MergedLists.this.tell(log, EventTypes.LIST_JOINED, byId, item);
                }
            }
            left.forEach(list -> MergedLists.this.tell(log, EventTypes.LIST_LEFT, survivor, list));
            log.write();
        }
    }

    private List<StoredItem> list(String kind, Set<UUID> records) {
        return tx.storage().items().list(ItemQuery.of(kind, records, READ));
    }

    private static Set<String> keys(Collection<StoredItem> items) {
        Set<String> keys = new LinkedHashSet<>();
        items.forEach(item -> keys.add(item.key()));
        return keys;
    }

    private void tell(EventLog log, String type, Map<UUID, StoredRecord> records, StoredItem item) {
        tell(log, type, Objects.requireNonNull(records.get(Objects.requireNonNull(item.recordId()))), item.key());
    }

    /** Of a list that is deleted, and whose items are not all gone, nothing is told. */
    private void tell(EventLog log, String type, StoredRecord record, String list) {
        if (tx.lists().find(list).isPresent()) {
            log.add(type, record, Map.of("list", list));
        }
    }
}
