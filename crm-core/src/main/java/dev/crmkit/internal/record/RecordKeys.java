package dev.crmkit.internal.record;

import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.duplicate.MatchKey;
import dev.crmkit.internal.duplicate.MatchKeys;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The duplicate keys of records and of values that may become one. Not instantiable. */
public final class RecordKeys {
    private RecordKeys() {}

    /** The keys that a stored record has; an archived one has none. */
    public static List<MatchKey> of(Tx tx, DefinedObject object, StoredRecord record) {
        return record.isArchived()
                ? List.of()
                : new MatchKeys(object, tx.types())
                        .of(LoadedRecord.of(record, object, tx.types()).values());
    }

    /**
     * The keys that a new record with these values would have.
     *
     * @throws InvalidInputException with every fault of the values; what is missing is none
     */
    public static List<MatchKey> of(Tx tx, DefinedObject object, Map<String, ?> values) {
        List<Violation> faults = new ArrayList<>();
        RecordDraft draft = RecordDraft.create(tx.newId(), tx.actor(), tx.now());
        new ValueReader(object, tx.access(), tx.types())
                .take(draft, values, tx.actor().kind(), "", faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("look for duplicates of a " + object.slug(), faults);
        }
        return new MatchKeys(object, tx.types()).of(draft.values());
    }
}
