package dev.crmkit.internal.record;

import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

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

    /**
     * The labels of the records that the actor reads, by the ids asked for; of the survivor where the record was merged. Others are left out, and names that
     * the actor does not see.
     */
    public static Map<UUID, RecordLabel> labels(Tx tx, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return Gate.readable(tx, following(tx, ids, wanted -> tx.records().labels(wanted)));
    }

    /** As {@link #labels(Tx, Collection)}, of these objects alone. */
    static Map<UUID, RecordLabel> labels(Tx tx, Collection<UUID> objects, Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        return Gate.readable(tx, following(tx, ids, wanted -> tx.records().labels(objects, wanted)));
    }

    /** The records by the ids asked for; the survivor where the record was merged. Unknown ids are left out. */
    static Map<UUID, StoredRecord> records(
            Tx tx, Collection<UUID> ids, Function<Collection<UUID>, List<StoredRecord>> access) {
        return following(tx, ids, wanted -> {
            Map<UUID, StoredRecord> found = new LinkedHashMap<>();
            access.apply(wanted).forEach(record -> found.put(record.id(), record));
            return found;
        });
    }

    private static <T> Map<UUID, T> following(
            Tx tx, Collection<UUID> ids, Function<Collection<UUID>, Map<UUID, T>> access) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, T> byId = new LinkedHashMap<>(access.apply(ids));
        Map<UUID, UUID> survivors = survivors(tx, missing(ids, byId.keySet()));
        if (!survivors.isEmpty()) {
            Map<UUID, T> found = access.apply(new LinkedHashSet<>(survivors.values()));
            survivors.forEach((old, survivor) -> {
                T there = found.get(survivor);
                if (there != null) {
                    byId.put(old, there);
                }
            });
        }
        return byId;
    }

    /** Those of the ids that were not found. */
    static List<UUID> missing(Collection<UUID> asked, Set<UUID> found) {
        return asked.stream().filter(id -> !found.contains(id)).distinct().toList();
    }
}
