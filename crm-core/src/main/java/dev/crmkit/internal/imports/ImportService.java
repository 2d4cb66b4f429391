package dev.crmkit.internal.imports;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.imports.Import;
import dev.crmkit.imports.ImportColumn;
import dev.crmkit.imports.ImportPreview;
import dev.crmkit.imports.ImportQuery;
import dev.crmkit.imports.ImportSpec;
import dev.crmkit.imports.ImportState;
import dev.crmkit.imports.Imports;
import dev.crmkit.imports.TableSample;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.file.FileService;
import dev.crmkit.internal.record.ImportedRows;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.member.Power;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.spi.table.TableOptions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Imports: what callers ask of them; {@link ImportRun} does them. */
public final class ImportService implements Imports {
    private static final String IMPORT_RECORDS = "import records";
    private static final int MOST_LISTED = 1_000;

    private final Transactions transactions;
    private final FileService files;
    private final TableFormats formats;

    /** The imports of the workspace that the transactions are of. */
    public ImportService(Transactions transactions, FileRoom room, TableFormats formats) {
        this.transactions = transactions;
        this.files = new FileService(transactions, room);
        this.formats = formats;
    }

    @Override
    public TableSample inspect(UUID file) {
        return inspect(file, null, null);
    }

    @Override
    public TableSample inspect(UUID file, TableOptions options) {
        return inspect(file, null, Objects.requireNonNull(options, "options"));
    }

    private TableSample inspect(UUID file, @Nullable String format, @Nullable TableOptions options) {
        Objects.requireNonNull(file, "file");
        try (TableSource source = TableSource.open(files, formats, file, format, options)) {
            return source.sample();
        }
    }

    @Override
    public List<ImportColumn> suggest(String object, TableSample sample) {
        Objects.requireNonNull(sample, "sample");
        return transactions.read(tx -> {
            UUID id = tx.schema().get(object).id();
            return new Suggestions(tx, tx.access().view().get(id), sample).columns();
        });
    }

    @Override
    public ImportPreview preview(ImportSpec spec, int rows) {
        if (rows < 1 || rows > MOST_PREVIEWED) {
            throw new InvalidInputException(
                    "preview an import",
                    List.of(new Violation(
                            "rows", ErrorCode.QUERY_LIMIT, "must be 1 to " + MOST_PREVIEWED + ", not " + rows)));
        }
        require();
        try (TableSource source = open(spec)) {
            List<TableRow> begin = source.next(rows);
            try {
                return transactions.write(tx -> {
                    tx.access().require(Power.IMPORT, IMPORT_RECORDS);
                    throw new Seen(preview(tx, spec, source, begin));
                });
            } catch (Seen seen) {
                return seen.preview;
            }
        }
    }

    /** Undoes what a preview wrote; never leaves the service. */
    private static final class Seen extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient ImportPreview preview;

        Seen(ImportPreview preview) {
            super("only a preview", null, false, false);
            this.preview = preview;
        }
    }

    private static ImportPreview preview(Tx tx, ImportSpec spec, TableSource source, List<TableRow> begin) {
        StoredSpec stored = new SpecCheck(tx, spec, source.headers()).check(source.format(), source.options());
        Plan plan = Plan.of(tx, stored, source.headers());
        List<ImportStep.Result> results = new ImportStep(tx, plan, tx.newId()).write(begin);
        List<StoredRecord> written = new ArrayList<>();
        results.stream().map(ImportStep.Result::record).filter(Objects::nonNull).forEach(written::add);
        Iterator<CrmRecord> shown = ImportedRows.shown(tx, tx.schema().get(stored.object()), written)
                .iterator();
        List<ImportPreview.Row> rows = new ArrayList<>();
        for (ImportStep.Result result : results) {
            rows.add(new ImportPreview.Row(
                    result.row().number(),
                    ImportPreview.Outcome.valueOf(result.outcome().name()),
                    result.record() == null ? null : shown.next(),
                    result.faults()));
        }
        return new ImportPreview(ImportStep.counts(results), rows);
    }

    /** Refuses before any file is read. */
    private void require() {
        transactions.read(tx -> {
            tx.access().require(Power.IMPORT, IMPORT_RECORDS);
            return tx;
        });
    }

    private TableSource open(ImportSpec spec) {
        return TableSource.open(files, formats, spec.file(), spec.format(), spec.options());
    }

    @Override
    public Import start(ImportSpec spec) {
        require();
        try (TableSource source = open(spec)) {
            return transactions.write(tx -> start(tx, spec, source));
        }
    }

    private static Import start(Tx tx, ImportSpec spec, TableSource source) {
        tx.access().require(Power.IMPORT, IMPORT_RECORDS);
        StoredSpec stored = new SpecCheck(tx, spec, source.headers()).check(source.format(), source.options());
        UUID id = tx.newId();
        UUID mark = KeptImport.mark(source.file().sha256(), stored);
        Optional<UUID> earlier = KeptImport.mark(tx, mark, id, spec.again());
        if (earlier.isPresent()) {
            throw repeated(tx, source.file().name(), earlier.get());
        }
        KeptImport kept = KeptImport.begin(
                tx,
                id,
                stored,
                source.headers(),
                source.file().name(),
                source.file().size(),
                mark);
        Map<String, Object> details = new LinkedHashMap<>(kept.details());
        details.put("spec", stored.document());
        new EventLog(tx).add(EventTypes.IMPORT_STARTED, details).write();
        ImportRun.enqueue(tx, id);
        return kept.shown(tx);
    }

    private static CrmException repeated(Tx tx, String fileName, UUID earlier) {
        Optional<KeptImport> known = KeptImport.find(tx, earlier).filter(kept -> isSeen(tx, kept));
        return new CrmException(
                ErrorCode.IMPORT_REPEATED,
                "The bytes of file '" + fileName + "' were imported in this way before, "
                        + known.map(kept -> "by import " + earlier + ", which began at " + kept.startedAt())
                                .orElse("by somebody else")
                        + ". Resume or revert that one, or start this one with onceMore() if it is meant",
                known.isPresent() ? Map.of("import", earlier) : Map.of(),
                null);
    }

    private static boolean isSeen(Tx tx, KeptImport kept) {
        return tx.access().isUnrestricted() || kept.startedBy().equals(tx.actor());
    }

    @Override
    public Import get(UUID id) {
        return find(id).orElseThrow(() -> unknown(id));
    }

    private static NotFoundException unknown(UUID id) {
        return new NotFoundException(
                ErrorCode.IMPORT_NOT_FOUND,
                "There is no import " + id + ". List the imports anew",
                Map.of("import", id));
    }

    @Override
    public Optional<Import> find(UUID id) {
        Objects.requireNonNull(id, "id");
        return transactions.read(
                tx -> KeptImport.find(tx, id).filter(kept -> isSeen(tx, kept)).map(kept -> kept.shown(tx)));
    }

    @Override
    public Page<Import> list(ImportQuery query) {
        if (query.limit() < 1 || query.limit() > MOST_LISTED) {
            throw new InvalidInputException(
                    "list imports",
                    List.of(new Violation(
                            "limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MOST_LISTED + ", not " + query.limit())));
        }
        return transactions.read(tx -> {
            Set<String> keys = tx.access().isUnrestricted() ? Set.of() : Set.of(KeptImport.keyOf(tx.actor()));
            String list = CallText.fingerprint("imports", tx.workspace().id(), keys);
            String cursor = query.cursor();
            ItemQuery.Place after = cursor == null ? null : place(CursorCodec.open(tx, list, cursor));
            List<StoredItem> items = tx.storage()
                    .items()
                    .list(new ItemQuery(KeptImport.KIND, Set.of(), keys, true, after, query.limit() + 1));
            boolean more = items.size() > query.limit();
            List<StoredItem> page = items.subList(0, Math.min(items.size(), query.limit()));
            return new Page<>(
                    page.stream().map(item -> KeptImport.of(item).shown(tx)).toList(),
                    more ? CursorCodec.seal(tx, list, place(page.get(page.size() - 1))) : null,
                    null);
        });
    }

    private static List<Object> place(StoredItem last) {
        return List.of(last.at().toString(), last.id().toString());
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    @Override
    public Import cancel(UUID id) {
        return change(id, (tx, kept) -> {
            if (kept.state() == ImportState.WAITING || kept.state() == ImportState.RUNNING) {
                kept.state(ImportState.CANCELLING);
                save(tx, kept, EventTypes.IMPORT_CANCELLED);
            }
        });
    }

    @Override
    public Import resume(UUID id) {
        return change(id, (tx, kept) -> {
            switch (kept.state()) {
                // The job may be dead.
                case WAITING, RUNNING, CANCELLING, REVERTING -> ImportRun.enqueue(tx, id);
                case DONE, REVERTED ->
                    throw refused(kept, "it is " + kept.state() + ", so there is nothing to go on with");
                case CANCELLED, FAILED -> {
                    if (kept.isToRevert()) {
                        throw refused(kept, "it was begun to be taken back. Revert it again");
                    }
                    tx.access().require(Power.IMPORT, IMPORT_RECORDS);
                    kept.resume();
                    save(tx, kept, EventTypes.IMPORT_RESUMED);
                }
            }
        });
    }

    @Override
    public Import revert(UUID id) {
        return change(id, (tx, kept) -> {
            switch (kept.state()) {
                case WAITING, RUNNING, CANCELLING ->
                    throw refused(kept, "it is under way. Cancel it first, and wait until it has ended");
                case DONE, CANCELLED, FAILED -> {
                    tx.access().require(Power.IMPORT, "take imports back");
                    kept.revert(tx.actor());
                    save(tx, kept, EventTypes.IMPORT_REVERT_STARTED);
                }
                case REVERTING -> ImportRun.enqueue(tx, id);
                case REVERTED -> {
                    // It is taken back already.
                }
            }
        });
    }

    private Import change(UUID id, BiConsumer<Tx, KeptImport> work) {
        Objects.requireNonNull(id, "id");
        return transactions.write(tx -> {
            KeptImport kept =
                    KeptImport.lock(tx, id).filter(found -> isSeen(tx, found)).orElseThrow(() -> unknown(id));
            work.accept(tx, kept);
            return kept.shown(tx);
        });
    }

    private static void save(Tx tx, KeptImport kept, String event) {
        kept.store(tx);
        new EventLog(tx).add(event, kept.details()).write();
        ImportRun.enqueue(tx, kept.id());
    }

    private static CrmException refused(KeptImport kept, String why) {
        return new CrmException(
                ErrorCode.IMPORT_CHANGE_REFUSED,
                "Import " + kept.id() + " stays as it is: " + why,
                Map.of("import", kept.id(), "state", kept.state().name()),
                null);
    }
}
