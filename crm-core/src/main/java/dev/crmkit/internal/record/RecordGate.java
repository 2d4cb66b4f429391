package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Verb;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The one way by which everything beside the record store comes to records by their ids: whoever may not see a record is told what an unknown id is
 * told. Not thread-safe.
 */
public final class RecordGate {
    private final Tx tx;

    /** The records that the transaction's actor may reach. */
    public RecordGate(Tx tx) {
        this.tx = tx;
    }

    /**
     * The record, live or archived.
     *
     * @throws NotFoundException if there is none that the actor may see
     */
    public StoredRecord readable(UUID id) {
        return one(id, readable(List.of(id)));
    }

    /** Those of the records that the actor may see, live or archived, by id. */
    public Map<UUID, StoredRecord> readable(Collection<UUID> ids) {
        return ids.isEmpty() ? Map.of() : permitted(Verb.READ, tx.records().load(ids));
    }

    /**
     * The record, which nobody else writes until the transaction ends.
     *
     * @throws NotFoundException if there is none that the actor may see
     * @throws ForbiddenException if the actor may see it and not change it
     */
    public StoredRecord writable(UUID id) {
        return one(id, writable(List.of(id)));
    }

    /**
     * Those of the records that the actor may see, by id; nobody else writes them until the transaction ends.
     *
     * @throws ForbiddenException if the actor may see one of them and not change it
     */
    public Map<UUID, StoredRecord> writable(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return Map.of();
        }
        Map<UUID, StoredRecord> seen = permitted(Verb.READ, tx.records().lock(ids));
        Map<UUID, StoredRecord> changeable = permitted(Verb.UPDATE, seen.values());
        for (StoredRecord record : seen.values()) {
            if (!changeable.containsKey(record.id())) {
                throw tx.access()
                        .forbidden(
                                Verb.UPDATE, tx.schema().get(record.objectId()).slug(), record.id());
            }
        }
        return seen;
    }

    private Map<UUID, StoredRecord> permitted(Verb verb, Collection<StoredRecord> records) {
        Map<UUID, List<UUID>> byObject = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            byObject.computeIfAbsent(record.objectId(), object -> new ArrayList<>())
                    .add(record.id());
        }
        Set<UUID> permitted = new HashSet<>();
        byObject.forEach((object, ids) -> permitted.addAll(Gate.permitted(tx, object, verb, ids)));
        Map<UUID, StoredRecord> byId = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            if (permitted.contains(record.id())) {
                byId.put(record.id(), record);
            }
        }
        return byId;
    }

    private static StoredRecord one(UUID id, Map<UUID, StoredRecord> found) {
        StoredRecord record = found.get(id);
        if (record == null) {
            throw unknown(id);
        }
        return record;
    }

    /** What is said of a record that is not there or not to be seen. */
    public static NotFoundException unknown(UUID id) {
        return new NotFoundException(
                ErrorCode.RECORD_NOT_FOUND, "There is no record " + id + ". Look it up anew", Map.of("id", id));
    }
}
