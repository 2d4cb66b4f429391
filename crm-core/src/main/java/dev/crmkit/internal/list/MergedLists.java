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
        Set<String> held = of(survivor.id(), entries);
        Set<String> arriving = new TreeSet<>();
        entries.forEach(item -> arriving.add(item.key()));
        arriving.removeAll(held);
        arriving.forEach(list -> tell(log, EventTypes.LIST_JOINED, survivor, list));
        log.write();
    }

    /**
     * The static lists that the survivor is in.
     *
     * @param moving the items that go over or come back; without entries among them nobody needs to know
     */
    public Set<String> of(UUID survivor, Collection<StoredItem> moving) {
        return moving.stream().noneMatch(item -> item.kind().equals(Memberships.ENTRIES))
                ? Set.of()
                : keys(list(Memberships.ENTRIES, Set.of(survivor)));
    }

    /**
     * Tells what the survivor left and what those that are back joined, after entries have come back.
     *
     * @param before the lists that the survivor was in
     * @param records the survivor and those that are back
     */
    public void unmerge(StoredRecord survivor, Set<String> before, Collection<StoredRecord> records) {
        if (before.isEmpty()) {
            return;
        }
        Map<UUID, StoredRecord> byId = new HashMap<>();
        records.forEach(record -> byId.put(record.id(), record));
        List<StoredItem> now = list(Memberships.ENTRIES, byId.keySet());
        Set<String> left = new TreeSet<>(before);
        EventLog log = new EventLog(tx);
        for (StoredItem item : now) {
            if (survivor.id().equals(item.recordId())) {
                left.remove(item.key());
            } else {
                tell(log, EventTypes.LIST_JOINED, byId, item);
            }
        }
        left.forEach(list -> tell(log, EventTypes.LIST_LEFT, survivor, list));
        log.write();
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
