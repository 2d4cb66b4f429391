package dev.crmkit.internal.exports;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.StorageException;
import dev.crmkit.exports.Export;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.file.OwnFiles;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.job.JobContext;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.JobStoppedException;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.table.TableFormat;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The job that writes an export into a file. It writes the bytes first and says what they are together with its own end: a file of which a worker died
 * half-way is nobody's and is swept away, and whoever comes after begins anew. Thread-safe.
 */
public final class ExportJob {
    private static final String KIND = "crm.export.write";

    /** How many pages are written between two notes of how far it has come. */
    private static final int PAGES = 20;

    private final Function<? super Crm, Transactions> inside;
    private final BiFunction<String, Actor, Transactions> bound;
    private final FileRoom room;
    private final TableFormats formats;

    /**
     * The job over files.
     *
     * @param inside the transaction that a handler's CRM is bound to
     * @param bound transactions in a workspace with the rights of an actor
     */
    public ExportJob(
            Function<? super Crm, Transactions> inside,
            BiFunction<String, Actor, Transactions> bound,
            FileRoom room,
            TableFormats formats) {
        this.inside = inside;
        this.bound = bound;
        this.room = room;
        this.formats = formats;
    }

    /** The kind of job, with what is done for it. */
    public RegisteredJob<Crm> registered() {
        return new RegisteredJob<>(KIND, JobOptions.standard(), this::run);
    }

    static void enqueue(Tx tx, UUID export) {
        EngineJob.enqueue(
                tx,
                List.of(new EngineJob(KIND, Map.of("export", export.toString()), Duration.ZERO, KIND + ":" + export)));
    }

    /** The export was cancelled or deleted while it ran. */
    private static final class Cancelled extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** An attempt: the export as it stands, and the id of the file that may come of it. */
    private record Attempt(ExportState state, UUID file) {}

    private void run(JobContext<Crm> job) throws IOException {
        UUID id = UUID.fromString(Json.requiredText(Json.readObject(job.payload()), "export"));
        Optional<Attempt> attempt = job.inTransaction(crm -> inside.apply(crm)
                .read(tx -> ExportState.find(tx, id)
                        .filter(ExportState::isRunning)
                        .map(state -> new Attempt(state, tx.newId()))));
        if (attempt.isEmpty()) {
            return;
        }
        ExportState state = attempt.get().state();
        ExportRun run = new ExportRun(bound.apply(job.workspace(), state.startedBy()), state.plan(), formats);
        try {
            OwnFiles.Bytes bytes;
            try (InputStream file = new ExportStream(run, new Progress(job, id, run))) {
                bytes = OwnFiles.put(
                        room, new FileKey(job.workspace(), attempt.get().file()), file);
            }
            job.finish(crm -> inside.apply(crm).write(tx -> done(tx, id, bytes, run.records())));
        } catch (Cancelled e) {
            // What was written is swept away.
            return;
        } catch (JobStoppedException e) {
            throw e;
        } catch (CrmException e) {
            if (isPassing(e) && !job.isLastAttempt()) {
                throw e;
            }
            fail(job, id, String.valueOf(e.getMessage()), run.records());
        } catch (IOException | RuntimeException e) {
            if (!job.isLastAttempt()) {
                throw e;
            }
            fail(job, id, "The file could not be written: " + e, run.records());
        }
    }

    /** Whether another attempt may succeed. */
    private static boolean isPassing(CrmException failure) {
        return failure instanceof StorageException storage && storage.isRetryable();
    }

    private Tx done(Tx tx, UUID id, OwnFiles.Bytes bytes, long records) {
        ExportState.lock(tx, id).filter(ExportState::isRunning).ifPresent(state -> {
            String format = state.plan().look().format();
            String mediaType = formats.find(format).map(TableFormat::mediaType).orElse("application/octet-stream");
            OwnFiles.register(tx, bytes, state.fileName(), mediaType, state.startedBy());
            state.records(records);
            state.done(bytes.id(), tx.now());
            state.store(tx);
            ExportEvents.finished(tx, id, state.shown().object(), state.startedBy(), Export.State.DONE, records);
        });
        return tx;
    }

    private void fail(JobContext<Crm> job, UUID id, String fault, long records) {
        job.finish(crm -> inside.apply(crm).write(tx -> {
            ExportState.lock(tx, id).filter(ExportState::isRunning).ifPresent(state -> {
                state.records(records);
                state.failed(fault, tx.now());
                state.store(tx);
                ExportEvents.finished(tx, id, state.shown().object(), state.startedBy(), Export.State.FAILED, records);
            });
            return tx;
        }));
    }

    /** Notes how far an export has come, and stops one that is no longer wanted. Not thread-safe. */
    private final class Progress implements Runnable {
        private final JobContext<Crm> job;
        private final UUID id;
        private final ExportRun run;
        private int pages;

        Progress(JobContext<Crm> job, UUID id, ExportRun run) {
            this.job = job;
            this.id = id;
            this.run = run;
        }

        @Override
        public void run() {
            job.check();
            if (pages++ % PAGES != 0 || pages == 1) {
                return;
            }
            boolean running = job.inTransaction(crm -> inside.apply(crm)
                    .write(tx -> ExportState.lock(tx, id)
                            .filter(ExportState::isRunning)
                            .map(state -> {
                                state.records(run.records());
                                state.store(tx);
                                return true;
                            })
                            .orElse(false)));
            if (!running) {
                throw new Cancelled();
            }
        }
    }
}
