package dev.crmkit.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crmkit.internal.access.Grants;
import dev.crmkit.internal.file.FileRoom;
import dev.crmkit.internal.list.ListCatalog;
import dev.crmkit.internal.mapping.RecordMappings;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.job.JobOptions;
import dev.crmkit.model.Actor;
import dev.crmkit.spi.storage.Storage;
import jakarta.validation.Validator;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What all calls of one engine share. Thread-safe. */
public final class EngineContext {
    private final Storage storage;
    private final InstantSource clock;
    private final TypeRegistry types;
    private final Ids ids;
    private final RecordMappings mappings;
    private final Map<String, JobOptions> jobKinds;
    private final EventListener listener;
    private final @Nullable Duration noticeWindow;
    private final FileRoom files;
    private final Growth growth;
    private final TableFormats tables;
    private final Runnable wakeWorkers;
    private final Cache<String, WorkspaceSchema> schemas =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private final Cache<String, ListCatalog> lists =
            Caffeine.newBuilder().maximumSize(10_000).build();

    private final Cache<GrantsKey, Grants> grants =
            Caffeine.newBuilder().maximumSize(100_000).build();
    private final Cache<PrincipalKey, Long> principals =
            Caffeine.newBuilder().maximumSize(100_000).build();

    private final IndexUses indexUses = new IndexUses();

    /**
     * The parts of an engine.
     *
     * @param validator checks typed views, or null
     * @param jobKinds the kinds of job that this engine handles
     * @param listener hears the events of every transaction
     * @param noticeWindow how long notices wait for others to the same recipient, or null if nobody is told anything
     * @param files where the bytes of files are
     * @param growth hears which objects grow
     * @param tables the forms of tables
     * @param wakeWorkers called after a transaction that may have enqueued a job has committed
     */
    public EngineContext(
            Storage storage,
            InstantSource clock,
            TypeRegistry types,
            @Nullable Validator validator,
            Map<String, JobOptions> jobKinds,
            EventListener listener,
            @Nullable Duration noticeWindow,
            FileRoom files,
            Growth growth,
            TableFormats tables,
            Runnable wakeWorkers) {
        this.storage = storage;
        this.clock = clock;
        this.types = types;
        this.ids = new Ids(clock);
        this.mappings = new RecordMappings(validator);
        this.jobKinds = Map.copyOf(jobKinds);
        this.listener = listener;
        this.noticeWindow = noticeWindow;
        this.files = files;
        this.growth = growth;
        this.tables = tables;
        this.wakeWorkers = wakeWorkers;
    }

    /** Where everything is kept. */
    public Storage storage() {
        return storage;
    }

    /** The attribute types. */
    public TypeRegistry types() {
        return types;
    }

    /** New ids. */
    public Ids ids() {
        return ids;
    }

    /** Java records as views of objects. */
    public RecordMappings mappings() {
        return mappings;
    }

    /** The kinds of job that this engine handles. */
    public Map<String, JobOptions> jobKinds() {
        return jobKinds;
    }

    /** Where the bytes of files are. */
    public FileRoom files() {
        return files;
    }

    /** The forms of tables that can be written and read. */
    public TableFormats tables() {
        return tables;
    }

    /** The engine's time in whole microseconds, which is what storages keep. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Hears the events of every transaction. */
    EventListener listener() {
        return listener;
    }

    /** Hears which objects grow. */
    Growth growth() {
        return growth;
    }

    /** How long notices wait, or null if nobody is told anything. */
    @Nullable
    Duration noticeWindow() {
        return noticeWindow;
    }

    /** The newest known schema of each workspace. */
    Cache<String, WorkspaceSchema> schemas() {
        return schemas;
    }

    /** The newest known lists of each workspace. */
    Cache<String, ListCatalog> lists() {
        return lists;
    }

    /** What each actor was given, as it is known newest. */
    Cache<GrantsKey, Grants> grants() {
        return grants;
    }

    /** At which version of the documents a member or group was there. */
    Cache<PrincipalKey, Long> principals() {
        return principals;
    }

    /** A member or group, as {@link dev.crmkit.member.Principal} writes it. Immutable. */
    record PrincipalKey(String workspace, String text) {}

    /** Whose grants. Immutable. */
    record GrantsKey(String workspace, Actor actor) {}

    /** Which attributes questions named lately. */
    public IndexUses indexUses() {
        return indexUses;
    }

    /** There may be something to do for the workers. */
    void wakeWorkers() {
        wakeWorkers.run();
    }
}
