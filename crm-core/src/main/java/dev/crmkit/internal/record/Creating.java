package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import java.util.Map;

/** Reads what callers gave for new records. Not thread-safe. */
final class Creating {
    private final Tx tx;
    private final DefinedObject object;
    private final ValueReader reader;

    Creating(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
        this.reader = new ValueReader(object, tx.access(), tx.types());
    }

    /** Makes the item a new record with these values. */
    void read(RecordBatch.Item item, Map<String, ?> values) {
        RecordDraft draft = RecordDraft.create(tx.newId(), tx.actor(), tx.now());
        reader.read(draft, values, tx.actor().kind(), item.path(), item.faults());
        if (reader.isIncomplete()) {
            item.refuse(tx.access().forbiddenToComplete(object.slug()));
        }
        item.become(draft);
    }
}
