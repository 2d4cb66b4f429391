package dev.crmkit.internal.engine;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.spi.storage.Storage;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/** What all calls of one engine share. Thread-safe. */
public final class EngineContext {
    private final Storage storage;
    private final InstantSource clock;
    private final TypeRegistry types;
    private final Ids ids;
    private final Runnable wakeWorkers;
    private final Cache<String, WorkspaceSchema> schemas =
            Caffeine.newBuilder().maximumSize(10_000).build();

    /**
     * The parts of an engine.
     *
     * @param wakeWorkers called after a transaction that may have enqueued a job has committed
     */
    public EngineContext(Storage storage, InstantSource clock, TypeRegistry types, Runnable wakeWorkers) {
        this.storage = storage;
        this.clock = clock;
        this.types = types;
        this.ids = new Ids(clock);
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

    /** The engine's time in whole microseconds, which is what storages keep. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** The newest known schema of each workspace. */
    Cache<String, WorkspaceSchema> schemas() {
        return schemas;
    }

    /** There may be something to do for the workers. */
    void wakeWorkers() {
        wakeWorkers.run();
    }
}
