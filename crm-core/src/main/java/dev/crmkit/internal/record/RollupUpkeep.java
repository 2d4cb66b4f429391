package dev.crmkit.internal.record;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The job that brings roll-ups up to date. It takes the oldest marks, locks the records that they are about, computes, writes, and removes exactly those
 * marks: what was written before a mark was read is seen by the computing that follows, and what is written later leaves a mark of its own. Not instantiable.
 */
public final class RollupUpkeep {
    /** The kind of job. */
    static final String KIND = "crm.rollup.update";

    private static final int PORTIONS = 5;
    private static final int MARKS = 500;
    private static final int SPREADS = 20;
    private static final int PAGE = 500;
    private static final String AFTER = "after";

    private RollupUpkeep() {}

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Function<? super Crm, Transactions> inside) {
        return new RegisteredJob<>(KIND, JobOptions.standard(), job -> run(job, inside));
    }

    /** Does some portions and leaves the rest to the next job, so that other workspaces have their turn. */
    private static void run(JobContext<Crm> job, Function<? super Crm, Transactions> inside) {
        for (int i = 0; i < PORTIONS; i++) {
            job.check();
            boolean more = job.inTransaction(crm -> inside.apply(crm).write(RollupUpkeep::portion));
            if (!more) {
                return;
            }
        }
        job.finish(crm -> inside.apply(crm).write(tx -> {
            tx.enqueueOwnAtEnd(KIND);
            return tx;
        }));
    }

    private static boolean portion(Tx tx) {
        boolean more = spread(tx);
        List<StoredItem> marks =
                tx.storage().items().list(new ItemQuery(RollupMarks.STALE, Set.of(), Set.of(), false, null, MARKS));
        if (marks.isEmpty()) {
            return more;
        }
        Map<UUID, @Nullable UUID> causes = new LinkedHashMap<>();
        marks.forEach(mark -> {
            if (mark.recordId() != null) {
                causes.putIfAbsent(mark.recordId(), RollupMarks.cause(mark));
            }
        });
        Map<UUID, List<StoredRecord>> byObject = new LinkedHashMap<>();
        // What was merged or erased since is not there, and needs nothing.
        for (StoredRecord record : tx.records().lock(causes.keySet())) {
            byObject.computeIfAbsent(record.objectId(), id -> new ArrayList<>()).add(record);
        }
        byObject.forEach((objectId, records) -> {
            DefinedObject object = tx.schema().get(objectId);
            if (!object.deleted()) {
                Recomputing.recompute(tx, object, records, rollup -> true, causes::get);
            }
        });
        tx.storage().items().remove(marks.stream().map(StoredItem::id).toList());
        return more || marks.size() == MARKS;
    }

    /** Marks some of the records that refer to changed ones; whether there may be more. */
    private static boolean spread(Tx tx) {
        List<StoredItem> spreads =
                tx.storage().items().list(new ItemQuery(RollupMarks.SPREAD, Set.of(), Set.of(), false, null, SPREADS));
        if (spreads.isEmpty()) {
            return false;
        }
        List<StoredItem> marks = new ArrayList<>();
        List<UUID> done = new ArrayList<>();
        List<StoredItem> open = new ArrayList<>();
        Map<UUID, UUID> marked = new HashMap<>();
        for (StoredItem spread : spreads) {
            UUID record = spread.recordId();
            if (record == null) {
                done.add(spread.id());
                continue;
            }
            Map<String, Object> document = Json.readObject(spread.document());
            String after = Json.text(document, AFTER);
            Edge place =
                    after == null ? null : new Edge(new Edge.Key(UUID.fromString(after), spread.key(), record), 0, "");
            List<Edge> page = tx.storage().edges().incoming(record, spread.key(), place, PAGE);
            UUID cause = RollupMarks.cause(spread);
            for (Edge edge : page) {
                if (marked.putIfAbsent(edge.key().from(), spread.id()) == null) {
                    marks.add(RollupMarks.item(tx, RollupMarks.STALE, edge.key().from(), "", cause));
                }
            }
            if (page.size() < PAGE) {
                done.add(spread.id());
            } else {
                document.put(AFTER, page.get(page.size() - 1).key().from().toString());
                open.add(new StoredItem(
                        spread.id(), spread.kind(), record, spread.key(), spread.at(), Json.write(document)));
            }
        }
        RollupMarks.store(tx, marks);
        if (!done.isEmpty()) {
            tx.storage().items().remove(done);
        }
        if (!open.isEmpty()) {
            tx.storage().items().update(open);
        }
        return true;
    }
}
