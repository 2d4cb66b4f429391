package dev.crmkit.internal.index;

import dev.crmkit.Crm;
import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.record.RecordMaintenance;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.IndexWork;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The job that lets indexes come and go. It takes what is due, and writes the records of an object once more, each as it is, where that must be done first: in portions, each
 * a transaction that also keeps how far it has come. So whoever comes after a crash goes on, and two workers that both believe they hold the job do no portion twice. Versions,
 * times and events of the records stay as they are. Thread-safe.
 */
public final class IndexUpkeep {
    /** How often an engine tells what its questions named. */
    public static final Duration TELLING = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(IndexUpkeep.class);
    private static final String KIND = "crm.index.upkeep";
    private static final String PASS = "index.pass";
    private static final String AFTER = "after";
    private static final String VERSION = "version";
    private static final int PORTION = 500;
    private static final int PORTIONS = 5;

    private final Function<? super Crm, Transactions> inside;
    private final Duration idle;

    /**
     * Upkeep of indexes.
     *
     * @param inside the transaction that a handler's CRM is bound to
     * @param idle how long no question must have named an attribute before its index makes room for another
     */
    public IndexUpkeep(Function<? super Crm, Transactions> inside, Duration idle) {
        this.inside = inside;
        this.idle = idle;
    }

    /** The kind of job, with what is done for it. */
    public RegisteredJob<Crm> job() {
        return new RegisteredJob<>(KIND, JobOptions.standard(), this::run);
    }

    /** Tells the storage what the questions of this engine named; what fails is told another time. */
    public static void tell(EngineContext engine) {
        engine.indexUses().take().forEach((workspace, fields) -> {
            try {
                Transactions.ofTheirOwn(engine, workspace, Actor.system()).write(tx -> {
                    if (tx.storage().indexes().use(fields)) {
                        plan(tx);
                    }
                    return tx;
                });
            } catch (RuntimeException e) {
                engine.indexUses().forget(workspace, fields);
                LOG.warn(
                        "Which attributes questions named in workspace '{}' could not be noted: {}",
                        workspace,
                        e.getMessage());
                LOG.debug("Uses of indexes could not be noted", e);
            }
        });
    }

    /** Plans what follows from a change of an object's definition; nothing if no index comes or goes by it. */
    public static void plan(Tx tx, DefinedObject before, DefinedObject after) {
        Map<UUID, CrmAttribute> now = new HashMap<>();
        after.storedAttributes().forEach(attribute -> now.put(attribute.id(), attribute));
        boolean changed = before.storedAttributes().stream().anyMatch(old -> {
            CrmAttribute same = now.remove(old.id());
            return same == null || !isIndexedAlike(old, same);
        });
        // A new one gets what is free; only if it is always wanted, another makes room for it.
        if (changed || now.values().stream().anyMatch(added -> added.spec().isAlwaysIndexed())) {
            plan(tx);
        }
    }

    private static boolean isIndexedAlike(CrmAttribute a, CrmAttribute b) {
        return a.key().equals(b.key())
                && a.spec().isIndexed() == b.spec().isIndexed()
                && a.spec().isAlwaysIndexed() == b.spec().isAlwaysIndexed();
    }

    private static void plan(Tx tx) {
        tx.enqueueOwnAtEnd(KIND);
    }

    /** Plans that every record of the object is written once more, from the beginning if that is under way. */
    static void rewrite(Tx tx, UUID object) {
        lock(tx);
        begin(tx, object, tx.workspace().schemaVersion());
        plan(tx);
    }

    private static void lock(Tx tx) {
        tx.storage().ledger().lock(KIND);
    }

    /** Does some portions and leaves the rest to the next job, so that other workspaces have their turn. */
    private void run(JobContext<Crm> job) {
        for (int i = 0; i < PORTIONS; i++) {
            job.check();
            boolean more = job.inTransaction(crm -> inside.apply(crm).write(this::portion));
            if (!more) {
                return;
            }
        }
        job.finish(crm -> inside.apply(crm).write(tx -> {
            plan(tx);
            return tx;
        }));
    }

    /** Whether there is more to do. */
    private boolean portion(Tx tx) {
        lock(tx);
        Optional<StoredItem> pass =
                tx.storage().items().list(new ItemQuery(PASS, Set.of(), Set.of(), false, null, 1)).stream()
                        .findFirst();
        if (pass.isPresent()) {
            goOn(tx, pass.get());
            return true;
        }
        IndexWork work = tx.storage().indexes().advance(idle);
        work.rewrite().forEach(object -> begin(tx, object, work.schemaVersion()));
        if (!work.rewrite().isEmpty()) {
            tx.indexesChanged();
        }
        Duration next = work.next();
        if (work.rewrite().isEmpty() && next != null) {
            EngineJob.enqueue(tx, List.of(new EngineJob(KIND, Map.of(), next, KIND + ".later")));
        }
        return !work.rewrite().isEmpty();
    }

    private static void begin(Tx tx, UUID object, long version) {
        store(tx, object, Map.of(VERSION, Long.toString(version)));
    }

    private static void store(Tx tx, UUID object, Map<String, ?> document) {
        StoredItem item =
                new StoredItem(ItemIds.of(PASS, object), PASS, null, object.toString(), tx.now(), Json.write(document));
        if (tx.storage().items().update(List.of(item)) == 0) {
            tx.storage().items().insert(List.of(item));
        }
    }

    private static void goOn(Tx tx, StoredItem pass) {
        UUID id = UUID.fromString(pass.key());
        DefinedObject object = tx.schema().get(id);
        Map<String, Object> document = Json.readObject(pass.document());
        String after = Json.text(document, AFTER);
        UUID last = object.deleted()
                ? null
                : new RecordMaintenance(tx).refreshSome(object, after == null ? null : UUID.fromString(after), PORTION);
        if (last != null) {
            Map<String, Object> further = new LinkedHashMap<>(document);
            further.put(AFTER, last.toString());
            store(tx, id, further);
            return;
        }
        tx.storage().items().remove(List.of(pass.id()));
        tx.storage().indexes().rewritten(id, Long.parseLong(Json.requiredText(document, VERSION)));
        tx.indexesChanged();
    }
}
