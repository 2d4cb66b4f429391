package dev.crmkit.internal.exports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.exports.Export;
import dev.crmkit.exports.ExportSpec;
import dev.crmkit.exports.Exports;
import dev.crmkit.internal.engine.CallText;
import dev.crmkit.internal.engine.CursorCodec;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.file.OwnFiles;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Exports of a workspace. */
public final class ExportService implements Exports {
    private static final int MOST = 1_000;

    private final Transactions transactions;
    private final TableFormats formats;
    private final FileRoom room;

    /** The exports of the workspace that the transactions are of. */
    public ExportService(Transactions transactions, TableFormats formats, FileRoom room) {
        this.transactions = transactions;
        this.formats = formats;
        this.room = room;
    }

    private record Begun(UUID id, ExportPlan plan) {}

    @Override
    public long write(ExportSpec spec, OutputStream out) {
        Objects.requireNonNull(spec, "spec");
        Objects.requireNonNull(out, "out");
        Begun begun = transactions.write(tx -> {
            Begun first = new Begun(tx.newId(), ExportPlan.of(tx, formats, spec));
            ExportEvents.started(tx, first.id(), first.plan());
            return first;
        });
        ExportRun run = new ExportRun(transactions, begun.plan(), formats);
        try {
            try (RowSink sink = run.open(new Kept(out))) {
                while (!run.isEnded()) {
                    run.write(sink);
                }
            }
            out.flush();
        } catch (IOException e) {
            throw broken(begun, run, new UncheckedIOException(e));
        } catch (RuntimeException e) {
            throw broken(begun, run, e);
        } catch (Error e) {
            throw broken(begun, run, e);
        }
        tell(begun, run, Export.State.DONE);
        return run.records();
    }

    private <E extends Throwable> E broken(Begun begun, ExportRun run, E failure) {
        try {
            tell(begun, run, Export.State.FAILED);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
        return failure;
    }

    private void tell(Begun begun, ExportRun run, Export.State outcome) {
        transactions.write(tx -> {
            ExportEvents.finished(tx, begun.id(), begun.plan().slug(), tx.actor(), outcome, run.records());
            return tx;
        });
    }

    /** A stream that stays open, and is written to in large pieces. */
    private static final class Kept extends FilterOutputStream {
        Kept(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }

    @Override
    public Export start(ExportSpec spec) {
        Objects.requireNonNull(spec, "spec");
        return transactions.write(tx -> {
            ExportPlan plan = ExportPlan.of(tx, formats, spec);
            OwnFiles.plan(tx, room);
            String day = LocalDate.ofInstant(tx.now(), tx.schema().zone()).toString();
            String fileName = plan.slug() + "-" + day + "." + plan.look().format();
            ExportState state = ExportState.begin(tx, tx.newId(), plan, fileName);
            ExportEvents.started(tx, state.id(), plan);
            ExportJob.enqueue(tx, state.id());
            return state.shown();
        });
    }

    @Override
    public Export get(UUID export) {
        return find(export).orElseThrow(() -> unknown(export));
    }

    @Override
    public Optional<Export> find(UUID export) {
        Objects.requireNonNull(export, "export");
        return transactions.read(tx ->
                ExportState.find(tx, export).filter(state -> state.isSeen(tx)).map(ExportState::shown));
    }

    private static NotFoundException unknown(UUID export) {
        return new NotFoundException(
                ErrorCode.EXPORT_NOT_FOUND,
                "There is no export " + export
                        + ". It may have been deleted or be somebody else's; list the exports anew",
                Map.of("export", export));
    }

    @Override
    public Page<Export> list(int limit, @Nullable String after) {
        if (limit < 1 || limit > MOST) {
            throw new InvalidInputException(
                    "list exports",
                    List.of(new Violation("limit", ErrorCode.QUERY_LIMIT, "must be 1 to " + MOST + ", not " + limit)));
        }
        return transactions.read(tx -> {
            Set<String> keys = tx.access().isUnrestricted() ? Set.of() : Set.of(ExportState.key(tx.actor()));
            String list = CallText.fingerprint("exports", tx.workspace().id(), keys);
            ItemQuery.Place place = after == null ? null : place(CursorCodec.open(tx, list, after));
            List<StoredItem> found =
                    tx.storage().items().list(new ItemQuery(ExportState.KIND, Set.of(), keys, true, place, limit + 1));
            List<StoredItem> page = found.subList(0, Math.min(found.size(), limit));
            StoredItem last = found.size() > limit ? page.get(limit - 1) : null;
            return new Page<>(
                    page.stream().map(item -> ExportState.read(item).shown()).toList(),
                    last == null
                            ? null
                            : CursorCodec.seal(
                                    tx,
                                    list,
                                    List.of(last.at().toString(), last.id().toString())),
                    null);
        });
    }

    private static ItemQuery.Place place(List<@Nullable Object> place) {
        return new ItemQuery.Place(
                Instant.parse(String.valueOf(place.get(0))), UUID.fromString(String.valueOf(place.get(1))));
    }

    @Override
    public Export cancel(UUID export) {
        Objects.requireNonNull(export, "export");
        return transactions.write(tx -> {
            ExportState state = lock(tx, export);
            if (state.isRunning()) {
                state.cancelled(tx.now());
                state.store(tx);
                Export cancelled = state.shown();
                ExportEvents.finished(
                        tx,
                        export,
                        cancelled.object(),
                        cancelled.startedBy(),
                        Export.State.CANCELLED,
                        cancelled.records());
            }
            return state.shown();
        });
    }

    private static ExportState lock(Tx tx, UUID export) {
        return ExportState.lock(tx, export).filter(state -> state.isSeen(tx)).orElseThrow(() -> unknown(export));
    }

    @Override
    public void delete(UUID export) {
        Objects.requireNonNull(export, "export");
        transactions.write(tx -> {
            ExportState state = lock(tx, export);
            state.file().ifPresent(file -> OwnFiles.delete(tx, file));
            tx.storage().items().remove(List.of(export));
            ExportEvents.deleted(tx, state.shown());
            return tx;
        });
    }
}
