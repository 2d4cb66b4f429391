package dev.crmkit.internal.record;

import dev.crmkit.error.NotFoundException;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.model.RecordRef;
import dev.crmkit.spi.storage.RecordLabel;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records by name, as other records and relations show them. Not instantiable. */
public final class RecordRefs {
    private RecordRefs() {}

    /** What is shown of a record; the label is one that the actor may see. */
    public static RecordRef of(Tx tx, RecordLabel label) {
        return new RecordRef(
                label.id(), tx.schema().get(label.objectId()).slug(), label.displayName(), label.archived());
    }

    /** What is shown of a record that the actor may read. */
    public static RecordRef of(Tx tx, StoredRecord record) {
        return new RecordRef(
                record.id(),
                tx.schema().get(record.objectId()).slug(),
                tx.access().shown(record.objectId(), record.displayName()),
                record.isArchived());
    }

    /**
     * What is shown of each of the records, by the id asked for; by an old id, of the record that it was merged into.
     *
     * @throws NotFoundException if one of them does not exist, or the actor may not read it
     */
    public static Map<UUID, RecordRef> get(Tx tx, List<UUID> ids) {
        Map<UUID, RecordLabel> labels = Aliases.labels(tx, ids);
        Map<UUID, RecordRef> refs = new HashMap<>();
        for (UUID id : ids) {
            RecordLabel label = labels.get(id);
            if (label == null) {
                throw RecordGate.unknown(id);
            }
            refs.put(id, of(tx, label));
        }
        return refs;
    }
}
