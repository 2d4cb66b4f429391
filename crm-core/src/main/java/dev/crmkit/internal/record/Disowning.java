package dev.crmkit.internal.record;

import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.access.Unassignment;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.member.Principal;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Takes somebody who is gone off records, a portion at a time: each portion is one job, and enqueues the next while there is more to do. */
public final class Disowning {
    private static final int PORTION = 500;

    private final Tx tx;

    /** In that transaction. */
    public Disowning(Tx tx) {
        this.tx = tx;
    }

    /** Does the next portion of a job of kind {@link Unassignment#KIND}. Who has come back meanwhile keeps what is left. */
    public void run(String payload) {
        Principal gone = Unassignment.read(payload);
        if (!Unassignment.isGone(tx, gone)) {
            return;
        }
        IndexValue token = new IndexValue.Token(gone.text());
        Predicate held = new Predicate.Any(List.of(
                new Predicate.In(SystemField.OWNER, List.of(token)),
                new Predicate.In(SystemField.ASSIGNEE, List.of(token))));
        for (DefinedObject object : tx.schema().objects()) {
            List<UUID> ids = tx
                    .records()
                    .list(new RecordQuery(object.id(), held, ArchivedFilter.ALL, List.of(), null, PORTION))
                    .records()
                    .stream()
                    .map(StoredRecord::id)
                    .toList();
            if (!ids.isEmpty()) {
                disown(object, ids, gone.text());
                Unassignment.enqueue(tx, gone);
                return;
            }
        }
    }

    private void disown(DefinedObject object, List<UUID> ids, String gone) {
        List<RecordDraft> drafts = new ArrayList<>();
        for (StoredRecord stored : tx.records().lock(ids)) {
            RecordDraft draft = RecordDraft.change(LoadedRecord.of(stored, object, tx.types()));
            if (gone.equals(stored.state().owner())) {
                draft.owner(null);
            }
            if (gone.equals(stored.state().assignee())) {
                draft.assignee(null);
            }
            drafts.add(draft);
        }
        new RecordWriter(tx, object)
                .write(
                        drafts,
                        EventTypes.RECORD_UPDATED,
                        "take '" + gone + "' off " + object.slug() + " records",
                        drafts.stream().map(d -> "").toList());
    }
}
