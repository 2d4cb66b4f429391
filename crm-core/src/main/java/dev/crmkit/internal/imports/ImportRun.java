package dev.crmkit.internal.imports;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.StorageException;
import dev.crmkit.event.EventTypes;
import dev.crmkit.file.FileUpload;
import dev.crmkit.imports.ImportCounts;
import dev.crmkit.imports.ImportState;
import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.file.FileService;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.record.StepReversal;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.member.Power;
import dev.crmkit.model.Actor;
import dev.crmkit.record.BulkResult;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A job that does a part of an import, or of taking one back. It goes from step to step with the file open, each step a transaction that first locks what is
 * kept of the import and looks whether it is still where this worker left it; a worker that has been overtaken stops. After many steps it leaves the rest to
 * the next job, so that other workspaces have their turn. Used once. Not thread-safe.
 */
public final class ImportRun {
    /** The kind of job. */
    public static final String KIND = "crm.import.run";

    private static final String IMPORT = "import";
    private static final String STEP = "import.step";
    private static final String FAULTS = "import.faults";
    private static final String LEFT = "import.left";

    /** So many steps a job does at least; more as the file goes on, since the next job passes over all that is done. */
    private static final int LEAST_STEPS = 50;

    private static final int LATER_SHARE = 4;
    private static final int STEPS_BACK = 50;
    private static final int PORTION = 20;
    private static final int EVENTS = 1_000;
    private static final Set<String> REVERSIBLE = Set.of(
            EventTypes.RECORD_CREATED,
            EventTypes.RECORD_UPDATED,
            EventTypes.STAGE_CHANGED,
            EventTypes.TAG_ADDED,
            EventTypes.RELATION_LINKED);

    private final EngineContext engine;
    private final Function<? super Crm, Transactions> inside;
    private final JobContext<Crm> job;
    private final UUID id;

    /**
     * A job under way.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public ImportRun(EngineContext engine, Function<? super Crm, Transactions> inside, JobContext<Crm> job) {
        this.engine = engine;
        this.inside = inside;
        this.job = job;
        this.id = UUID.fromString(Json.requiredText(Json.readObject(job.payload()), IMPORT));
    }

    /** Lets workers do, or go on with, an import; nothing if a job of it waits already. */
    static void enqueue(Tx tx, UUID id) {
        EngineJob.enqueue(
                tx, List.of(new EngineJob(KIND, Map.of(IMPORT, id.toString()), Duration.ZERO, KIND + ":" + id)));
    }

    /** Does its part. */
    public void run() {
        boolean here = true;
        while (here) {
            job.check();
            Optional<KeptImport> found = asSystem(Actor.system()).read(tx -> KeptImport.find(tx, id));
            here = found.isPresent() && part(found.get());
        }
    }

    /** Does a part; tells whether there may be more to do for this job. */
    private boolean part(KeptImport kept) {
        try {
            return switch (kept.state()) {
                case WAITING, RUNNING -> rows(kept);
                case CANCELLING -> end(kept, ImportState.CANCELLED, null);
                case REVERTING -> back(kept);
                case DONE, CANCELLED, FAILED, REVERTED -> false;
            };
        } catch (JobStoppedException e) {
            throw e;
        } catch (Overtaken e) {
            return true;
        } catch (StorageException e) {
            return failed(kept, e);
        } catch (CrmException e) {
            // Another try would find the same: the file is broken, or the schema or the rights have changed.
            return fail(
                    kept, Objects.requireNonNullElse(e.getMessage(), e.code().name()));
        } catch (RuntimeException e) {
            return failed(kept, e);
        }
    }

    private boolean failed(KeptImport kept, RuntimeException failure) {
        if (!job.isLastAttempt()) {
            throw failure;
        }
        return fail(
                kept,
                Objects.requireNonNullElse(
                        failure.getMessage(), failure.getClass().getSimpleName()));
    }

    /** Another worker went on where this one was. */
    private static final class Overtaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Overtaken() {
            super("another worker does the import", null, false, false);
        }
    }

    private Transactions as(Actor actor) {
        return Transactions.inTheNameOf(engine, job.workspace(), KeptImport.writer(actor), actor);
    }

    /** In the actor's name, and above its rights: what is kept of an import is written whatever became of them. */
    private Transactions asSystem(Actor actor) {
        return Transactions.inTheNameOf(engine, job.workspace(), KeptImport.writer(actor), Actor.system());
    }

    private KeptImport lock(Tx tx, ImportState... expected) {
        return KeptImport.lock(tx, id)
                .filter(kept -> Set.of(expected).contains(kept.state()))
                .orElseThrow(Overtaken::new);
    }

    private boolean rows(KeptImport kept) {
        StoredSpec spec = kept.spec();
        Transactions importer = as(kept.startedBy());
        FileService files = new FileService(importer, engine.files());
        try (TableSource source =
                TableSource.open(files, engine.tables(), spec.file(), spec.format(), spec.options())) {
            long done = kept.rows();
            source.skip(done);
            Instant[] mark = {engine.now()};
            long steps = Math.max(LEAST_STEPS, done / spec.rowsPerStep() / LATER_SHARE);
            for (long i = 0; i < steps; i++) {
                job.check();
                List<TableRow> rows = source.next(spec.rowsPerStep());
                if (rows.isEmpty()) {
                    return end(find().orElseThrow(Overtaken::new), ImportState.DONE, null);
                }
                long before = done;
                mark[0] = importer.write(tx -> step(tx, source, rows, before, mark[0]));
                done += rows.size();
            }
        }
        return next();
    }

    private Optional<KeptImport> find() {
        return asSystem(Actor.system()).read(tx -> KeptImport.find(tx, id));
    }

    /** Leaves the rest to another job. */
    private boolean next() {
        job.finish(crm -> inside.apply(crm).write(tx -> {
            enqueue(tx, id);
            return tx;
        }));
        return false;
    }

    /** Writes rows, and that they are done; tells when. */
    private Instant step(Tx tx, TableSource source, List<TableRow> rows, long before, Instant mark) {
        KeptImport kept = lock(tx, ImportState.WAITING, ImportState.RUNNING);
        if (kept.rows() != before) {
            throw new Overtaken();
        }
        tx.access().require(Power.IMPORT, "import records");
        Plan plan = Plan.of(tx, kept.spec(), source.headers());
        UUID root = tx.newId();
        ImportStep step = new ImportStep(tx, plan, root);
        List<ImportStep.Result> results = step.write(rows);
        ImportCounts counts = ImportStep.counts(results);
        if (counts.created() + counts.updated() > 0 || step.hasCreatedOthers()) {
            tx.storage()
                    .items()
                    .insert(List.of(new StoredItem(
                            ItemIds.of(STEP, id, root),
                            STEP,
                            null,
                            stepKey(kept.nextStep()),
                            tx.now(),
                            Json.write(Map.of("root", root.toString())))));
            ImportStep.tell(
                    tx, root, plan.object().id(), EventTypes.IMPORT_WRITTEN, ImportStep.details(id, plan, counts));
        }
        keepFaults(tx, results, before);
        Instant now = engine.now();
        kept.advance(counts, source.bytesRead(), Duration.between(mark, now.isBefore(mark) ? mark : now));
        kept.store(tx);
        return now;
    }

    private String stepKey(int step) {
        return String.format(Locale.ROOT, "%s:%08d", id, step);
    }

    private void keepFaults(Tx tx, List<ImportStep.Result> results, long before) {
        List<ErrorRows.Failed> failed = results.stream()
                .filter(result -> result.outcome() == BulkResult.Outcome.FAILED)
                .map(result -> new ErrorRows.Failed(result.row(), result.faults()))
                .toList();
        if (!failed.isEmpty()) {
            tx.storage()
                    .items()
                    .insert(List.of(new StoredItem(
                            ItemIds.of(FAULTS, id, before),
                            FAULTS,
                            null,
                            String.format(Locale.ROOT, "%s:%012d", id, before),
                            tx.now(),
                            ErrorRows.write(failed))));
        }
    }

    /** Ends an import with the file of the rows that failed. */
    private boolean end(KeptImport kept, ImportState how, @Nullable String failure) {
        BiConsumer<Tx, @Nullable UUID> close = (tx, file) -> {
            KeptImport now = lock(tx, ImportState.WAITING, ImportState.RUNNING, ImportState.CANCELLING);
            if (now.rows() != kept.rows()) {
                throw new Overtaken();
            }
            now.end(how, tx.now(), failure, file);
            now.store(tx);
            if (how == ImportState.DONE) {
                remove(tx, FAULTS);
            }
            new EventLog(tx).add(EventTypes.IMPORT_FINISHED, now.details()).write();
        };
        if (kept.counts().failed() == 0) {
            asSystem(kept.startedBy()).write(tx -> {
                close.accept(tx, null);
                return tx;
            });
        } else {
            keep(
                    kept.startedBy(),
                    "errors-",
                    kept,
                    ErrorRows.header(kept.headers()),
                    item -> ErrorRows.read(item.document()).stream()
                            .map(row -> ErrorRows.line(kept.headers(), row))
                            .toList(),
                    FAULTS,
                    close);
        }
        return true;
    }

    /** Writes a file of what was kept, and something else in the transaction in which it becomes known. */
    private void keep(
            Actor actor,
            String prefix,
            KeptImport kept,
            List<String> header,
            Function<StoredItem, List<List<String>>> lines,
            String kind,
            BiConsumer<Tx, @Nullable UUID> with) {
        // What the engine writes itself is not held to the limit of what is uploaded.
        FileRoom room = new FileRoom(engine.files().store(), Long.MAX_VALUE);
        Pages pages = new Pages(kind, lines);
        try (InputStream bytes = ErrorFile.stream(header, ErrorFile.options(kept.spec()), pages)) {
            new FileService(asSystem(actor), room)
                    .upload(
                            FileUpload.named(name(prefix, kept.fileName())).mediaType("text/csv"),
                            bytes,
                            (tx, file) -> with.accept(tx, file.id()));
        } catch (IOException e) {
            throw new StorageException("The file of " + kept + " could not be written", false, e);
        }
    }

    private static String name(String prefix, String fileName) {
        int dot = fileName.lastIndexOf('.');
        String base = dot > 0 ? fileName.substring(0, dot) : fileName;
        String cut = base.codePointCount(0, base.length()) <= 200
                ? base
                : base.substring(0, base.offsetByCodePoints(0, 200));
        return prefix + cut + ".csv";
    }

    /** The lines of what was kept, some items at a time, each time read in a transaction of its own. Not thread-safe. */
    private final class Pages implements Supplier<List<List<String>>> {
        private final String kind;
        private final Function<StoredItem, List<List<String>>> lines;
        private ItemStorage.@Nullable KeyPlace place;

        Pages(String kind, Function<StoredItem, List<List<String>>> lines) {
            this.kind = kind;
            this.lines = lines;
        }

        @Override
        public List<List<String>> get() {
            List<StoredItem> items =
                    asSystem(Actor.system()).read(tx -> tx.storage().items().byKey(kind, id + ":", place, PORTION));
            List<List<String>> all = new ArrayList<>();
            for (StoredItem item : items) {
                place = new ItemStorage.KeyPlace(item.key(), item.at(), item.id());
                all.addAll(lines.apply(item));
            }
            return all;
        }
    }

    private void remove(Tx tx, String kind) {
        List<StoredItem> items;
        do {
            items = tx.storage().items().byKey(kind, id + ":", null, EVENTS);
            if (!items.isEmpty()) {
                tx.storage().items().remove(items.stream().map(StoredItem::id).toList());
            }
        } while (items.size() == EVENTS);
    }

    /** Ends an import that cannot go on. */
    private boolean fail(KeptImport kept, String failure) {
        if (kept.state() != ImportState.REVERTING) {
            try {
                return end(find().orElseThrow(Overtaken::new), ImportState.FAILED, failure);
            } catch (Overtaken e) {
                return true;
            } catch (StorageException e) {
                // Without its file, if that is what fails.
            }
        }
        asSystem(kept.startedBy()).write(tx -> {
            KeptImport.lock(tx, id).filter(now -> now.state() == kept.state()).ifPresent(now -> {
                now.fail(tx.now(), failure);
                now.store(tx);
                new EventLog(tx).add(EventTypes.IMPORT_FINISHED, now.details()).write();
            });
            return tx;
        });
        return false;
    }

    private boolean back(KeptImport kept) {
        Transactions reverter = as(kept.revertedBy());
        int next = kept.toRevert();
        for (int i = 0; i < STEPS_BACK && next > 0; i++) {
            job.check();
            int step = next;
            reverter.write(tx -> {
                stepBack(tx, step);
                return tx;
            });
            next--;
        }
        if (next > 0) {
            return next();
        }
        endReversal(find().orElseThrow(Overtaken::new));
        return true;
    }

    private void stepBack(Tx tx, int step) {
        KeptImport kept = lock(tx, ImportState.REVERTING);
        if (kept.toRevert() != step) {
            throw new Overtaken();
        }
        tx.access().require(Power.IMPORT, "take imports back");
        StoredItem item = tx.storage().items().list(ItemQuery.withKeys(STEP, Set.of(stepKey(step)), 1)).stream()
                .findFirst()
                .orElseThrow();
        UUID written = UUID.fromString(Json.requiredText(Json.readObject(item.document()), "root"));
        UUID root = tx.newId();
        StepReversal.Report report =
                new StepReversal(tx, root, events(tx, written)).run(records -> created(tx, records));
        if (!report.archived().isEmpty() || !report.restored().isEmpty()) {
            Map<String, Object> details = new LinkedHashMap<>();
            details.put(IMPORT, id.toString());
            details.put("archived", report.archived().size());
            details.put("restored", report.restored().size());
            ImportStep.tell(tx, root, kept.spec().object(), EventTypes.IMPORT_STEP_REVERTED, details);
        }
        keepLeft(tx, step, report.left());
        kept.reverted(
                report.archived().size(),
                report.restored().size(),
                report.left().size());
        kept.store(tx);
    }

    /** What a step wrote, newest first. */
    private static List<StoredEvent> events(Tx tx, UUID root) {
        List<StoredEvent> all = new ArrayList<>();
        EventQuery query = EventQuery.newest(EVENTS).root(root).types(REVERSIBLE);
        List<StoredEvent> page;
        do {
            page = tx.storage().events().list(query);
            all.addAll(page);
            if (!page.isEmpty()) {
                StoredEvent last = page.get(page.size() - 1);
                query = query.page(new EventQuery.Place(last.occurredAt(), last.id()), EVENTS);
            }
        } while (page.size() == EVENTS);
        return all;
    }

    /** Those of the records that a step of this import created. */
    private Set<UUID> created(Tx tx, Set<UUID> records) {
        Map<UUID, UUID> roots = new HashMap<>();
        EventQuery query = EventQuery.of(records, EVENTS).types(Set.of(EventTypes.RECORD_CREATED));
        List<StoredEvent> page;
        do {
            page = tx.storage().events().list(query);
            for (StoredEvent event : page) {
                roots.put(
                        Objects.requireNonNull(event.recordId()),
                        ItemIds.of(STEP, id, event.cause().rootId()));
                query = query.page(new EventQuery.Place(event.occurredAt(), event.id()), EVENTS);
            }
        } while (page.size() == EVENTS);
        Set<UUID> steps = new HashSet<>();
        if (!roots.isEmpty()) {
            tx.storage().items().load(new HashSet<>(roots.values())).forEach(item -> steps.add(item.id()));
        }
        roots.values().removeIf(root -> !steps.contains(root));
        return roots.keySet();
    }

    private void keepLeft(Tx tx, int step, Map<UUID, String> left) {
        UUID item = ItemIds.of(LEFT, id, step);
        tx.storage().items().remove(List.of(item));
        if (!left.isEmpty()) {
            Map<String, Object> reasons = new LinkedHashMap<>();
            left.forEach((record, why) -> reasons.put(record.toString(), why));
            tx.storage()
                    .items()
                    .insert(List.of(new StoredItem(
                            item, LEFT, null, stepKey(step), tx.now(), Json.write(Map.of("left", reasons)))));
        }
    }

    private void endReversal(KeptImport kept) {
        BiConsumer<Tx, @Nullable UUID> close = (tx, file) -> {
            KeptImport now = lock(tx, ImportState.REVERTING);
            if (now.toRevert() > 0) {
                throw new Overtaken();
            }
            now.endReversal(file);
            now.store(tx);
            remove(tx, LEFT);
            now.unmark(tx);
            new EventLog(tx).add(EventTypes.IMPORT_REVERTED, now.details()).write();
        };
        boolean any = asSystem(Actor.system())
                .read(tx -> !tx.storage().items().byKey(LEFT, id + ":", null, 1).isEmpty());
        if (any) {
            keep(
                    kept.revertedBy(),
                    "left-",
                    kept,
                    List.of("record", "reason"),
                    item -> Json.object(Json.readObject(item.document()), "left").entrySet().stream()
                            .map(entry -> List.of(entry.getKey(), String.valueOf(entry.getValue())))
                            .toList(),
                    LEFT,
                    close);
        } else {
            asSystem(kept.revertedBy()).write(tx -> {
                close.accept(tx, null);
                return tx;
            });
        }
    }
}
