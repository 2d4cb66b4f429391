package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.RecordLabel;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Old ids: those of records that were merged into others. Whoever finds all records by their own ids pays nothing for them. Not instantiable. */
public final class Aliases {
    private Aliases() {}

    /**
     * The survivors of those ids whose records were merged, by id. One statement, none for no ids.
     *
     * @param ids ids without a record of their own
     */
    public static Map<UUID, UUID> survivors(Tx tx, Collection<UUID> ids) {
        Map<UUID, UUID> survivors = new HashMap<>();
        if (!ids.isEmpty()) {
            for (Identity identity : tx.records().identities(ids).values()) {
                UUID survivor = identity.aliasOf();
                if (survivor != null) {
                    survivors.put(identity.id(), survivor);
                }
            }
        }
        return survivors;
    }

    /** The labels by the ids asked for, of the survivor where the record was merged; unknown ids are left out. */
    public static Map<UUID, RecordLabel> labels(Tx tx, Collection<UUID> ids) {
        Map<UUID, RecordLabel> labels = new HashMap<>(tx.records().labels(ids));
        Map<UUID, UUID> survivors = survivors(tx, missing(ids, labels.keySet()));
        if (!survivors.isEmpty()) {
            Map<UUID, RecordLabel> found = tx.records().labels(new LinkedHashSet<>(survivors.values()));
            survivors.forEach((old, survivor) -> {
                RecordLabel label = found.get(survivor);
                if (label != null) {
                    labels.put(old, label);
                }
            });
        }
        return labels;
    }

    /** Those of the ids that were not found. */
    static List<UUID> missing(Collection<UUID> asked, Set<UUID> found) {
        return asked.stream().filter(id -> !found.contains(id)).distinct().toList();
    }
}
