package dev.crmkit;

import dev.crmkit.error.ConfigurationException;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.access.Unassignment;
import dev.crmkit.internal.duplicate.KeyUpkeep;
import dev.crmkit.internal.duplicate.ScanJob;
import dev.crmkit.internal.engine.EngineContext;
import dev.crmkit.internal.engine.Growth;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.exports.ExportJob;
import dev.crmkit.internal.file.FileCleaning;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.imports.ImportRun;
import dev.crmkit.internal.index.IndexUpkeep;
import dev.crmkit.internal.job.Chores;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.job.WorkerRuntime;
import dev.crmkit.internal.list.ListRuns;
import dev.crmkit.internal.placement.MoveJob;
import dev.crmkit.internal.placement.SizeCheck;
import dev.crmkit.internal.record.ComputedUpkeep;
import dev.crmkit.internal.record.RollupUpkeep;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.internal.task.TaskReminders;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.internal.watch.NoticeDelivery;
import dev.crmkit.internal.watch.WatchedEvents;
import dev.crmkit.job.JobHandler;
import dev.crmkit.job.JobOptions;
import dev.crmkit.job.WorkerCounts;
import dev.crmkit.job.WorkerOptions;
import dev.crmkit.model.Actor;
import dev.crmkit.schedule.ThreadPoolScheduler;
import dev.crmkit.spi.file.FileStore;
import dev.crmkit.spi.notify.Notifier;
import dev.crmkit.spi.schedule.Scheduler;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.type.AttributeType;
import jakarta.validation.Validator;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * A CRM inside a host's process: one storage, many workspaces. Built once, never changed; several may live in one process, also on one database.
 * Thread-safe.
 *
 * <p>Without {@link #start()} it has no threads: jobs are stored and wait for an engine that works on them.
 */
public final class CrmEngine implements AutoCloseable {
    private final Storage storage;
    private final StorageInfo info;
    private final EngineContext context;
    private final Scheduler scheduler;
    private final FileRoom files;
    private final TableFormats tables;
    private final WorkerRuntime<Crm> workers;
    private final AtomicBoolean started = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    private CrmEngine(Builder builder, Storage storage, TypeRegistry types) {
        this.storage = storage;
        this.scheduler = builder.scheduler == null ? ThreadPoolScheduler.create() : builder.scheduler;
        InstantSource clock = builder.clock == null ? new SystemClock() : builder.clock;
        this.info = storage.open(new StorageContext(builder.clock));
        this.files = new FileRoom(builder.files, builder.maxFileSize);
        boolean relocates = storage.capabilities().contains(StorageCapability.RELOCATION);
        this.tables = new TableFormats(builder.tableFormats);
        Notifier notifier = builder.notifier;
        List<RegisteredJob<Crm>> jobs = new ArrayList<>(withOwnJobs(builder.allJobs(), builder.indexIdle));
        if (notifier != null) {
            jobs.add(new RegisteredJob<>(NoticeDelivery.KIND, JobOptions.standard(), noticeJob(notifier)));
        }
        if (relocates) {
            jobs.add(MoveJob.job(storage.relocation(), CrmEngine::inside));
            jobs.add(SizeCheck.job(builder.promoteAbove, CrmEngine::inside));
        }
        jobs.add(new RegisteredJob<>(
                ImportRun.KIND, JobOptions.standard(), job -> new ImportRun(context(), CrmEngine::inside, job).run()));
        this.workers = new WorkerRuntime<>(
                storage.workQueue(), this::inJobTransaction, jobs, builder.workerOptions, clock, new SecureRandom());
        this.context = new EngineContext(
                storage,
                clock,
                types,
                builder.validator,
                workers.kinds(),
                notifier == null ? (tx, events) -> {} : WatchedEvents::hear,
                notifier == null ? null : builder.noticeWindow,
                files,
                new Growth(relocates && builder.promoteAbove < Builder.NEVER),
                tables,
                this::wakeWorkers);
    }

    private EngineContext context() {
        return context;
    }

    /** Begins the configuration of an engine. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The workspace of that id; it comes into being with its first write.
     *
     * @param id 1 to 100 characters, without control characters
     * @throws IllegalArgumentException if the id is malformed
     * @throws IllegalStateException if the engine is closed
     */
    public Workspace workspace(String id) {
        Objects.requireNonNull(id, "id");
        if (closed.get()) {
            throw new IllegalStateException("The engine is closed. Build a new one");
        }
        if (id.isBlank() || id.length() > 100 || id.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "A workspace's id has 1 to 100 characters and no control characters, not '" + id + "'");
        }
        return new Workspace(context, id);
    }

    /** What the storage said of itself when it was opened: product, layout, row-level security, warnings. */
    public StorageInfo storageInfo() {
        return info;
    }

    /**
     * Begins to work on jobs.
     *
     * @throws IllegalStateException if it was called before, or the engine is closed
     */
    public void start() {
        if (closed.get() || !started.compareAndSet(false, true)) {
            throw new IllegalStateException("An engine is started once, and not after it was closed");
        }
        scheduler.start(new Chores(workers, IndexUpkeep.TELLING, context::now, () -> IndexUpkeep.tell(context)));
    }

    /** What this engine has done for jobs so far. */
    public WorkerCounts workerCounts() {
        return workers.counts();
    }

    /** Ends the work on jobs, gives back those that still run, and closes the storage and the file store. Closing twice does nothing. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            workers.stop();
            try (files;
                    storage;
                    workers) {
                scheduler.close();
            }
        }
    }

    private List<RegisteredJob<Crm>> withOwnJobs(List<RegisteredJob<Crm>> jobs, Duration indexIdle) {
        List<RegisteredJob<Crm>> all = new ArrayList<>(jobs);
        all.add(TaskReminders.job(CrmEngine::inside));
        all.add(KeyUpkeep.job(CrmEngine::inside));
        all.add(ScanJob.job(CrmEngine::inside));
        all.add(RollupUpkeep.job(CrmEngine::inside));
        all.add(ComputedUpkeep.job(CrmEngine::inside));
        all.addAll(ListRuns.jobs(CrmEngine::inside));
        all.add(new IndexUpkeep(CrmEngine::inside, indexIdle).job());
        all.add(new ExportJob(CrmEngine::inside, this::bound, files, tables).registered());
        FileStore store = files.store();
        if (store != null) {
            all.addAll(new FileCleaning(store, CrmEngine::inside).jobs());
        }
        return all;
    }

    private Transactions bound(String workspace, Actor actor) {
        return Transactions.ofTheirOwn(context, workspace, actor);
    }

    private static Transactions inside(Crm crm) {
        return ((BoundCrm) crm).transactions();
    }

    private void wakeWorkers() {
        if (started.get() && !closed.get()) {
            scheduler.wake();
        }
    }

    private <R> R inJobTransaction(String workspace, BiFunction<? super Crm, ? super StorageTransaction, R> work) {
        Actor actor = Actor.system();
        return Transactions.ofTheirOwn(context, workspace, actor)
                .write(tx ->
                        work.apply(new BoundCrm(context, workspace, actor, Transactions.within(tx)), tx.storage()));
    }

    private JobHandler<Crm> noticeJob(Notifier notifier) {
        NoticeDelivery delivery = new NoticeDelivery(notifier);
        return job -> delivery.run(
                job.workspace(), Transactions.ofTheirOwn(context, job.workspace(), Actor.system()), job::check);
    }

    /** The configuration of an engine. Not thread-safe. */
    public static final class Builder {
        private static final long NEVER = Long.MAX_VALUE;

        private @Nullable Storage storage;
        private @Nullable InstantSource clock;
        private @Nullable Scheduler scheduler;
        private @Nullable Validator validator;
        private @Nullable FileStore files;
        private long maxFileSize = FileRoom.DEFAULT_MAX_SIZE;
        private WorkerOptions workerOptions = WorkerOptions.standard();
        private @Nullable Notifier notifier;
        private Duration noticeWindow = Duration.ofMinutes(1);
        private long promoteAbove = 10_000;
        private Duration indexIdle = Duration.ofDays(30);
        private final List<AttributeType> attributeTypes = new ArrayList<>();
        private final List<TableFormat> tableFormats = new ArrayList<>();
        private final List<RegisteredJob<Crm>> jobs = new ArrayList<>();

        private Builder() {}

        /** Where everything is kept; the engine opens and closes it. Needed. */
        public Builder storage(Storage newStorage) {
            this.storage = Objects.requireNonNull(newStorage, "newStorage");
            return this;
        }

        /** What time it is, for records and for leases of jobs; the machine's clock, and the database's for leases, where not said. */
        public Builder clock(InstantSource newClock) {
            this.clock = Objects.requireNonNull(newClock, "newClock");
            return this;
        }

        /** Who calls the workers; a small thread pool where not said. The engine closes it. */
        public Builder scheduler(Scheduler newScheduler) {
            this.scheduler = Objects.requireNonNull(newScheduler, "newScheduler");
            return this;
        }

        /** How this engine works on jobs. */
        public Builder workers(WorkerOptions options) {
            this.workerOptions = Objects.requireNonNull(options, "options");
            return this;
        }

        /** Checks the Bean Validation constraints of typed views; without one, they are refused where a type declares any. */
        public Builder validator(Validator newValidator) {
            this.validator = Objects.requireNonNull(newValidator, "newValidator");
            return this;
        }

        /** Who tells people what happens to what they watch, a minute later at most; nobody where not said. See {@code docs/watchers.md}. */
        public Builder notifier(Notifier newNotifier) {
            return notifier(newNotifier, Duration.ofMinutes(1));
        }

        /**
         * Who tells people what happens to what they watch.
         *
         * @param window how long to wait for more to tell the same recipient; zero to a day
         */
        public Builder notifier(Notifier newNotifier, Duration window) {
            this.notifier = Objects.requireNonNull(newNotifier, "newNotifier");
            this.noticeWindow = Objects.requireNonNull(window, "window");
            return this;
        }

        /** Where the bytes of files are kept, as in {@code files(LocalFiles.in(directory))}; without one there are no files. The engine closes it. */
        public Builder files(FileStore store) {
            this.files = Objects.requireNonNull(store, "store");
            return this;
        }

        /** The largest file that may be uploaded, in bytes, at least 1; 100 MiB where not said. */
        public Builder maxFileSize(long bytes) {
            this.maxFileSize = bytes;
            return this;
        }

        /**
         * How many live records an object has at most before its records are kept by themselves; 10,000 where not said. With less than half of it they come
         * back to the others. Only with a storage that can; see {@code docs/promotion.md}.
         *
         * @param records at least 1
         */
        public Builder promoteAbove(long records) {
            this.promoteAbove = records;
            return this;
        }

        /** The engine moves no records by itself, whatever their number; {@code crm.placements()} still does. */
        public Builder neverPromote() {
            return promoteAbove(NEVER);
        }

        /**
         * How long no question must have named an attribute before its index makes room for another that questions name; 30 days where not said. See {@code docs/schema.md}.
         *
         * @param time two days to ten years; a use is noted once a day
         */
        public Builder indexIdle(Duration time) {
            this.indexIdle = Objects.requireNonNull(time, "time");
            return this;
        }

        /** One more attribute type. */
        public Builder attributeType(AttributeType type) {
            attributeTypes.add(Objects.requireNonNull(type, "type"));
            return this;
        }

        /** One more form of tables that can be exported and imported, beside CSV and JSON lines; as {@code new XlsxFormat()} of crm-xlsx. */
        public Builder tableFormat(TableFormat format) {
            tableFormats.add(Objects.requireNonNull(format, "format"));
            return this;
        }

        /** What is done for jobs of a kind; see {@code docs/jobs.md}. */
        public Builder job(String kind, JobHandler<Crm> handler) {
            return job(kind, JobOptions.standard(), handler);
        }

        /** What is done for jobs of a kind, and how they are tried. */
        public Builder job(String kind, JobOptions options, JobHandler<Crm> handler) {
            jobs.add(new RegisteredJob<>(kind, options, handler));
            return this;
        }

        /** The host's jobs and the engine's own. */
        private List<RegisteredJob<Crm>> allJobs() {
            List<RegisteredJob<Crm>> all = new ArrayList<>(jobs);
            all.add(new RegisteredJob<>(
                    Unassignment.KIND,
                    Unassignment.options(),
                    job -> job.finish(crm -> ((BoundCrm) crm).disown(job.payload()))));
            return all;
        }

        /**
         * Opens the storage and gives the engine. Brings the storage's layout up to date; starts no threads.
         *
         * @throws ConfigurationException with every fault of the configuration
         * @throws CrmException if the storage cannot be opened
         */
        public CrmEngine build() {
            List<Violation> faults = new ArrayList<>();
            Storage chosen = storage;
            if (chosen == null) {
                faults.add(new Violation(
                        "storage",
                        ErrorCode.CONFIGURATION_INVALID,
                        "is missing. Name one, as in storage(H2Storage.file(path))"));
            }
            if (noticeWindow.isNegative() || noticeWindow.compareTo(Duration.ofDays(1)) > 0) {
                faults.add(new Violation(
                        "notifier",
                        ErrorCode.CONFIGURATION_INVALID,
                        "the window is zero to a day, not " + noticeWindow));
            }
            if (indexIdle.compareTo(Duration.ofDays(2)) < 0 || indexIdle.compareTo(Duration.ofDays(3_650)) > 0) {
                faults.add(new Violation(
                        "indexIdle",
                        ErrorCode.CONFIGURATION_INVALID,
                        "is two days to ten years, not " + indexIdle + ". Leave it out for 30 days"));
            }
            TypeRegistry types = TypeRegistry.withPlugins(attributeTypes, faults::add);
            faults.addAll(RegisteredJob.faults(jobs));
            faults.addAll(TableFormats.faults(tableFormats));
            if (maxFileSize < 1) {
                faults.add(new Violation(
                        "maxFileSize",
                        ErrorCode.CONFIGURATION_INVALID,
                        "is at least 1 byte, not " + maxFileSize + ". Leave it out for 100 MiB"));
            }
            if (promoteAbove < 1) {
                faults.add(new Violation(
                        "promoteAbove",
                        ErrorCode.CONFIGURATION_INVALID,
                        "is at least 1 record, not " + promoteAbove
                                + ". Leave it out for 10,000, or call neverPromote()"));
            }
            if (!faults.isEmpty() || chosen == null) {
                throw new ConfigurationException("build the engine", faults);
            }
            try {
                return new CrmEngine(this, chosen, types);
            } catch (RuntimeException | Error e) {
                try {
                    chosen.close();
                } catch (RuntimeException suppressed) {
                    e.addSuppressed(suppressed);
                }
                throw e;
            }
        }
    }
}
