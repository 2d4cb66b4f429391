package dev.crmkit.storage.jooq.internal.transaction;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.platform.Entered;
import dev.crmkit.storage.jooq.internal.platform.Platform;
import dev.crmkit.storage.jooq.internal.schema.MapCache;
import dev.crmkit.storage.jooq.internal.schema.MapLoader;
import dev.crmkit.storage.jooq.internal.schema.SchemaLock;
import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** The session of one transaction in one workspace. Not thread-safe. */
public final class WorkspaceSession implements Session, SchemaLock {
    private final Connection connection;
    private final DSLContext sql;
    private final Platform platform;
    private final String schema;
    private final String workspace;
    private final boolean writable;
    private final Entered entered;
    private final boolean joined;
    private final MapCache cache;
    private final @Nullable InstantSource clock;

    private final List<Pending> pending = new ArrayList<>();
    private @Nullable WorkspaceMap map;
    private boolean schemaChanged;
    private boolean ended;

    WorkspaceSession(
            Connection connection,
            DSLContext sql,
            Platform platform,
            String schema,
            TransactionRequest request,
            Entered entered,
            boolean joined,
            MapCache cache,
            @Nullable InstantSource clock) {
        this.connection = connection;
        this.sql = sql;
        this.platform = platform;
        this.schema = schema;
        this.workspace = request.workspace();
        this.writable = request.mode().writes();
        this.entered = entered;
        this.joined = joined;
        this.cache = cache;
        this.clock = clock;
    }

    @Override
    public DSLContext sql() {
        requireOpen();
        flush();
        return sql;
    }

    private void requireOpen() {
        if (ended) {
            throw new IllegalStateException("The transaction has ended; use what it gives only inside its work");
        }
    }

    @Override
    public void later(String statement, Binding binding, IntConsumer outcome) {
        requireOpen();
        pending.add(new Pending(statement, binding, outcome));
        if (dialect() != Dialect.POSTGRES) {
            flush();
        }
    }

    @Override
    public <R> R query(String question, Binding binding, Reading<R> reading) {
        requireOpen();
        return together(new Pending(question, binding, rows -> {}), statement -> {
            try (ResultSet rows = statement.getResultSet()) {
                return reading.read(rows);
            }
        });
    }

    /** Runs what waits. */
    void flush() {
        if (!pending.isEmpty()) {
            Pending last = pending.remove(pending.size() - 1);
            together(last, statement -> {
                last.outcome().accept(statement.getUpdateCount());
                return true;
            });
        }
    }

    /** Runs what waits and one more statement in one round trip: the driver sends statements with semicolons between them together. */
    private <R> R together(Pending last, Ending<R> ending) {
        List<Pending> waiting = List.copyOf(pending);
        pending.clear();
        StringBuilder statements = new StringBuilder();
        waiting.forEach(one -> statements.append(one.sql()).append("; "));
        try (PreparedStatement statement =
                connection.prepareStatement(statements.append(last.sql()).toString())) {
            int next = 1;
            for (Pending one : waiting) {
                next += one.binding().bind(statement, next);
            }
            last.binding().bind(statement, next);
            statement.execute();
            for (Pending one : waiting) {
                one.outcome().accept(statement.getUpdateCount());
                statement.getMoreResults();
            }
            return ending.take(statement);
        } catch (SQLException e) {
            throw Failures.of("A statement failed", e);
        }
    }

    /** A statement that waits. Immutable. */
    private record Pending(String sql, Binding binding, IntConsumer outcome) {}

    /** What is made of the last statement that went. */
    @FunctionalInterface
    private interface Ending<R> {
        R take(PreparedStatement statement) throws SQLException;
    }

    @Override
    public Dialect dialect() {
        return platform.dialect();
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
            known = schemaChanged ? load() : shared();
            map = known;
        }
        return known;
    }

    /** In a host's transaction the version may be one that is never committed, and then means another schema. */
    private WorkspaceMap shared() {
        return joined
                ? cache.find(entered.number(), entered.schemaVersion()).orElseGet(this::load)
                : cache.get(entered.number(), entered.schemaVersion(), this::load);
    }

    private WorkspaceMap load() {
        return MapLoader.load(sql(), workspace, entered.number());
    }

    /** For the rest of the transaction's life: what is not committed must not reach others through the cache. */
    @Override
    public void changed() {
        schemaChanged = true;
        map = null;
    }

    @Override
    public long lock() {
        requireWritable();
        long version = platform.lockSchema(sql(), entered.number());
        changed();
        return version;
    }

    @Override
    public void raiseVersion() {
        requireWritable();
        platform.raiseSchemaVersion(sql(), entered.number());
        changed();
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
        flush();
        try {
            return Transactions.nested(connection, () -> {
                R result = work.get();
                flush();
                return result;
            });
        } catch (RuntimeException | Error e) {
            pending.clear();
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
