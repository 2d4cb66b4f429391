package dev.crmkit.storage.jooq.internal.transaction;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.platform.Entered;
import dev.crmkit.storage.jooq.internal.schema.MapCache;
import dev.crmkit.storage.jooq.internal.schema.MapLoader;
import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import java.sql.Connection;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The session of one transaction in one workspace. Not thread-safe. */
public final class WorkspaceSession implements Session {
    private final Connection connection;
    private final DSLContext sql;
    private final Dialect dialect;
    private final String schema;
    private final String workspace;
    private final boolean writable;
    private final Entered entered;
    private final MapCache cache;
    private final @Nullable InstantSource clock;

    private @Nullable WorkspaceMap map;
    private boolean schemaChanged;
    private boolean ended;

    WorkspaceSession(
            Connection connection,
            DSLContext sql,
            Dialect dialect,
            String schema,
            TransactionRequest request,
            Entered entered,
            MapCache cache,
            @Nullable InstantSource clock) {
        this.connection = connection;
        this.sql = sql;
        this.dialect = dialect;
        this.schema = schema;
        this.workspace = request.workspace();
        this.writable = request.mode() == TransactionRequest.Mode.WRITE;
        this.entered = entered;
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public DSLContext sql() {
        if (ended) {
            throw new IllegalStateException("The transaction has ended; use what it gives only inside its work");
        }
        return sql;
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public String schema() {
        return schema;
    }

    @Override
    public int workspaceNumber() {
        return entered.number();
    }

    @Override
    public void requireWritable() {
        if (!writable) {
            throw new StorageException(
                    "The transaction in workspace '" + workspace + "' was opened to read. Open one that writes",
                    false,
                    null);
        }
    }

    @Override
    public WorkspaceMap map() {
        WorkspaceMap known = map;
        if (known == null) {
            known = schemaChanged ? load() : cache.get(entered.number(), entered.schemaVersion(), this::load);
            map = known;
        }
        return known;
    }

    private WorkspaceMap load() {
        return MapLoader.load(sql(), workspace, entered.number());
    }

    /** Forgets the map, also for the rest of the transaction's life: what is not committed must not reach others through the cache. */
    public void schemaChanged() {
        schemaChanged = true;
        map = null;
    }

    @Override
    public void undoable(Runnable work) {
        nested(() -> {
            work.run();
            return true;
        });
    }

    /** Runs work that is undone as a whole if it throws. */
    <R> R nested(Supplier<R> work) {
        try {
            return Transactions.nested(connection, work);
        } catch (RuntimeException | Error e) {
            if (schemaChanged) {
                map = null;
            }
            throw e;
        }
    }

    @Override
    public Instant now() {
        return clock == null ? entered.now() : clock.instant();
    }

    void end() {
        ended = true;
    }
}
