package dev.crmkit.internal.address;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.spi.storage.StoredItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** How suppressed addresses are written, which can be forgotten while they stay suppressed. Not instantiable. */
public final class SuppressedTexts {
    private SuppressedTexts() {}

    /**
     * Forgets the texts of suppressions.
     *
     * @param ids of suppressions that may be there
     * @return how many lost their text
     */
    public static int forget(Tx tx, Set<UUID> ids) {
        List<StoredItem> updates = new ArrayList<>();
        EventLog log = new EventLog(tx);
        for (StoredItem item :
                ids.isEmpty() ? List.<StoredItem>of() : tx.storage().items().lock(ids)) {
            SuppressionRow row = SuppressionRow.of(item);
            if (row.address() != null) {
                updates.add(row.with(null, row.entries()).item());
                log.add(
                        EventTypes.SUPPRESSION_FORGOTTEN,
                        Map.of("suppression", row.hash(), "kind", row.kind().slug()));
            }
        }
        if (!updates.isEmpty()) {
            tx.storage().items().update(updates);
        }
        log.write();
        return updates.size();
    }

    /** Forgets the texts of the addresses that only this record has, or had until consent was all that was left of them. */
    public static void forgetOf(Tx tx, UUID record) {
        Map<String, NormalAddress> own = new HashMap<>();
        ChannelRows.withFormer(tx, record)
                .values()
                .forEach(row -> own.put(row.address().key(), row.address()));
        for (ChannelRow row : ChannelRows.withKeys(tx, own.keySet())) {
            if (!row.record().equals(record)) {
                own.remove(row.address().key());
            }
        }
        Set<UUID> ids = new HashSet<>();
        own.values().forEach(address -> ids.add(SuppressionRow.id(SuppressionRow.hash(tx, address))));
        forget(tx, ids);
    }
}
