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

    /** Those of the records that the actor may see, live or archived, by the id asked for: by an old id the record that it was merged into. */
    public Map<UUID, StoredRecord> readable(Collection<UUID> ids) {
        return permitted(Verb.READ, Aliases.records(tx, ids, tx.records()::load));
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
     * Those of the records that the actor may see, as {@link #readable(Collection)} gives them; nobody else writes them until the transaction ends.
     *
     * @throws ForbiddenException if the actor may see one of them and not change it
     */
    public Map<UUID, StoredRecord> writable(Collection<UUID> ids) {
        Map<UUID, StoredRecord> seen = held(ids);
        requireChangeable(seen.values());
        return seen;
    }

    /** As {@link #readable(Collection)}, and nobody else writes them until the transaction ends. */
    public Map<UUID, StoredRecord> held(Collection<UUID> ids) {
        return permitted(Verb.READ, Aliases.records(tx, ids, tx.records()::lock));
    }

    /**
     * Asks whether the actor may change records that it sees.
     *
     * @throws ForbiddenException if it may not change one of them
     */
    public void requireChangeable(Collection<StoredRecord> seen) {
        Set<UUID> changeable = permittedIds(Verb.UPDATE, seen);
        for (StoredRecord record : seen) {
            if (!changeable.contains(record.id())) {
                throw forbidden(record);
            }
        }
    }

    /** What is said of a record that the actor sees and may not change. */
    public ForbiddenException forbidden(StoredRecord record) {
        return tx.access()
                .forbidden(Verb.UPDATE, tx.schema().get(record.objectId()).slug(), record.id());
    }

    /** The records that were found, each once, by its own id, in the order of the ids asked for. */
    public static Map<UUID, StoredRecord> byOwnId(Collection<UUID> asked, Map<UUID, StoredRecord> found) {
        Map<UUID, StoredRecord> own = new LinkedHashMap<>();
        for (UUID id : asked) {
            StoredRecord record = found.get(id);
            if (record != null) {
                own.put(record.id(), record);
            }
        }
        return own;
    }

    private Map<UUID, StoredRecord> permitted(Verb verb, Map<UUID, StoredRecord> records) {
        Set<UUID> permitted = permittedIds(verb, records.values());
        Map<UUID, StoredRecord> byId = new LinkedHashMap<>();
        records.forEach((id, record) -> {
            if (permitted.contains(record.id())) {
                byId.put(id, record);
            }
        });
        return byId;
    }

    private Set<UUID> permittedIds(Verb verb, Collection<StoredRecord> records) {
        Map<UUID, List<UUID>> byObject = new LinkedHashMap<>();
        for (StoredRecord record : records) {
            byObject.computeIfAbsent(record.objectId(), object -> new ArrayList<>())
                    .add(record.id());
        }
        Set<UUID> permitted = new HashSet<>();
        byObject.forEach((object, ids) -> permitted.addAll(Gate.permitted(tx, object, verb, ids)));
        return permitted;
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
