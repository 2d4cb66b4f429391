package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.StaleRecordException;
import dev.crmkit.internal.access.Gate;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Verb;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Gets records by their ids as the actor may: what cannot be read is not there. */
final class Reaching {
    private final Tx tx;
    private final DefinedObject object;

    Reaching(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
    }

    /**
     * The records of the object that exist of these ids (up to 1,000) and can be read, by the id asked for; by an old id the record that it was merged
     * into. One statement where all are found.
     */
    Map<UUID, StoredRecord> load(Set<UUID> ids) {
        Predicate reach = tx.access().predicate(object.id(), Verb.READ);
        if (reach.equals(Predicate.never())) {
            return Map.of();
        }
        return Aliases.records(tx, ids, wanted -> load(wanted, reach));
    }

    private List<StoredRecord> load(Collection<UUID> ids, Predicate reach) {
        if (reach.equals(Predicate.always())) {
            return tx.records().load(object.id(), ids);
        }
        Predicate asked = new Predicate.All(List.of(new Predicate.RefersToAny(SystemField.ID, Set.copyOf(ids)), reach));
        return tx.records()
                .list(new RecordQuery(object.id(), asked, ArchivedFilter.ALL, List.of(), null, ids.size()))
                .records();
    }

    /**
     * The record, which nobody else writes until the transaction ends.
     *
     * @throws NotFoundException if there is none that can be read
     * @throws StaleRecordException if the options expect another version
     */
    LoadedRecord lock(UUID id, WriteOptions options) {
        StoredRecord stored = lockAll(List.of(id)).get(id);
        if (stored == null) {
            throw unknown(id);
        }
        options.findExpectedVersion().ifPresent(expected -> {
            if (expected != stored.version()) {
                throw new StaleRecordException(stored.id(), expected, stored.version());
            }
        });
        return LoadedRecord.of(stored, object, tx.types());
    }

    /** As {@link #load(Set)}; nobody else writes the records until the transaction ends. */
    Map<UUID, StoredRecord> lockAll(Collection<UUID> ids) {
        Map<UUID, StoredRecord> locked = new LinkedHashMap<>(
                Aliases.records(tx, ids, wanted -> tx.records().lock(object.id(), wanted)));
        Set<UUID> readable = Gate.permitted(
                tx,
                object.id(),
                Verb.READ,
                locked.values().stream().map(StoredRecord::id).toList());
        locked.values().removeIf(record -> !readable.contains(record.id()));
        return locked;
    }

    /** Refuses a verb that does not reach a record which can be read. */
    void require(Verb verb, LoadedRecord record) {
        UUID id = record.stored().id();
        if (!Gate.permitted(tx, object.id(), verb, List.of(id)).contains(id)) {
            throw tx.access().forbidden(verb, object.slug(), id);
        }
    }

    /** Refuses an archived record. */
    void requireLive(LoadedRecord record) {
        if (record.stored().isArchived()) {
            UUID id = record.stored().id();
            throw new CrmException(
                    ErrorCode.RECORD_ARCHIVED,
                    "Record " + id + " is archived. Restore it before changing it",
                    Map.of("id", id),
                    null);
        }
    }

    NotFoundException unknown(UUID id) {
        return new NotFoundException(
                ErrorCode.RECORD_NOT_FOUND,
                "There is no " + object.slug() + " " + id + ". Look it up anew",
                Map.of("object", object.slug(), "id", id));
    }
}
