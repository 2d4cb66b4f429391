package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.SQLDialect;
import org.jspecify.annotations.Nullable;

/** H2 2.3 and later. Thread-safe. */
public final class H2Platform implements Platform {
    private static final String DUPLICATE = "23505";

    /**
     * How many turns a workspace has. A writer takes one and a change of the schema takes all, for H2 has no lock that can be shared.
     */
    private static final int TURNS = 64;

    /** How long to wait for a turn, in seconds: as long as a change of the schema may take. */
    private static final int PATIENCE = 60;

    /** What entering tells, from the turns of a workspace. */
    private static final String TURN_OF = "select t.workspace_id as num, t.schema_version,"
            + " coalesce((select d.version from crm_document_version d where d.workspace_id = t.workspace_id), 0)"
            + " as documents_version,"
            + " (select w.secret from crm_workspace w where w.id = t.workspace_id) as secret,"
            + " current_timestamp as entered_at from crm_schema_turn t"
            + " where t.workspace_id = (select w.id from crm_workspace w where w.name = ?)";

    private final String schema;

    /** H2 with the engine's tables in that schema. */
    public H2Platform(String schema) {
        this.schema = schema;
    }

    @Override
    public Dialect dialect() {
        return Dialect.H2;
    }

    @Override
    public SQLDialect jooq() {
        return SQLDialect.H2;
    }

    @Override
    public Entered enter(DSLContext sql, String workspace, String role, TransactionRequest.Mode mode, boolean joined) {
        Record turn = switch (mode) {
            case READ -> null;
            case WRITE -> anyTurn(sql, workspace);
            case ALTER -> everyTurn(sql, workspace);
        };
        return turn == null ? look(sql, workspace) : entered(turn);
    }

    private static Entered look(DSLContext sql, String workspace) {
        return entered(sql.fetchSingle(
                "select coalesce(w.id, 0) as num, coalesce(w.schema_version, 0) as schema_version,"
                        + " coalesce((select d.version from crm_document_version d where d.workspace_id = w.id), 0)"
                        + " as documents_version, coalesce(w.secret, '') as secret, current_timestamp as entered_at"
                        + " from (select 1 as one) o left join crm_workspace w on w.name = ?",
                workspace));
    }

    /** A turn that is free; if none is, one that is worth waiting for; null if the workspace is unknown. */
    private static @Nullable Record anyTurn(DSLContext sql, String workspace) {
        Record free = sql.fetchOne(TURN_OF + " fetch first row only for update skip locked", workspace);
        if (free != null) {
            return free;
        }
        int turn = ThreadLocalRandom.current().nextInt(TURNS);
        return sql.fetchOne(TURN_OF + " and t.turn = ? for update wait " + PATIENCE, workspace, turn);
    }

    /** Every turn, in order, so that two never wait in a circle; null if the workspace is unknown. */
    private static @Nullable Record everyTurn(DSLContext sql, String workspace) {
        Result<Record> turns = sql.fetch(TURN_OF + " order by t.turn for update wait " + PATIENCE, workspace);
        return turns.isEmpty() ? null : turns.get(0);
    }

    @Override
    public long lockSchema(DSLContext sql, int workspace) {
        return sql.fetch(
                        "select schema_version from crm_schema_turn where workspace_id = ? order by turn for update wait "
                                + PATIENCE,
                        workspace)
                .get(0)
                .get(0, long.class);
    }

    /** The version is in every turn too: a locked row is read as it is now, other rows as they were when the statement began. */
    @Override
    public void raiseSchemaVersion(DSLContext sql, int workspace) {
        lockSchema(sql, workspace);
        sql.execute("update crm_schema_turn set schema_version = schema_version + 1 where workspace_id = ?", workspace);
        sql.execute("update crm_workspace set schema_version = schema_version + 1 where id = ?", workspace);
    }

    @Override
    public Entered enterQueue(DSLContext sql, String role) {
        return entered(
                sql.fetchSingle(
                        "select 0 as num, 0 as schema_version, 0 as documents_version, '' as secret, current_timestamp as entered_at"));
    }

    private static Entered entered(Record row) {
        return new Entered(
                Cells.integer(row, "num"),
                Cells.number(row, "schema_version"),
                Cells.number(row, "documents_version"),
                Cells.text(row, "secret"),
                Cells.moment(row, "entered_at"),
                List.of());
    }

    @Override
    public void leave(DSLContext sql, Entered entered) {
        // No session setting is changed on H2.
    }

    @Override
    public void create(DSLContext sql, String workspace, String secret) {
        try {
            sql.execute("insert into crm_workspace (name, secret) values (?, ?)", workspace, secret);
        } catch (StorageException e) {
            if (!Failures.isDuplicate(e)) {
                throw e;
            }
            return;
        }
        sql.execute(
                "insert into crm_workspace_queue (workspace_id, workspace)"
                        + " select id, name from crm_workspace where name = ?",
                workspace);
        sql.execute(
                "insert into crm_schema_turn (workspace_id, turn, schema_version)"
                        + " select w.id, r.turn, w.schema_version from crm_workspace w, system_range(0, ?) r (turn) where w.name = ?",
                TURNS - 1,
                workspace);
    }

    @Override
    public boolean isProvisioned(Connection connection) throws SQLException {
        return Sql.isTrue(
                connection,
                "select exists (select * from information_schema.tables where lower(table_schema) = ?"
                        + " and lower(table_name) = 'crm_schema_history')",
                schema);
    }

    /** A statement of DDL commits, so a second connection holds the lock. */
    @Override
    public void migrate(Connections connections, Step step) throws SQLException {
        try (Connection worker = connections.open();
                Connection guard = connections.open()) {
            createLock(worker);
            boolean autoCommit = guard.getAutoCommit();
            guard.setAutoCommit(false);
            try (Statement statement = guard.createStatement()) {
                statement.execute("select id from " + schema + ".crm_layout_lock where id = 1 for update wait 60");
                takeSteps(worker, step);
            } finally {
                guard.rollback();
                guard.setAutoCommit(autoCommit);
            }
        }
    }

    private static void takeSteps(Connection worker, Step step) throws SQLException {
        boolean more = true;
        while (more) {
            more = step.take(worker);
            if (!worker.getAutoCommit()) {
                worker.commit();
            }
        }
    }

    private void createLock(Connection worker) throws SQLException {
        try (Statement statement = worker.createStatement()) {
            createOnce(statement, "create schema if not exists " + schema);
            createOnce(statement, "create table if not exists " + schema + ".crm_layout_lock (id int primary key)");
            statement.execute("merge into " + schema + ".crm_layout_lock (id) key (id) values (1)");
        } catch (SQLException e) {
            // Another node put the row there at the same moment.
            if (!DUPLICATE.equals(e.getSQLState())) {
                throw e;
            }
        }
        if (!worker.getAutoCommit()) {
            worker.commit();
        }
    }

    /** H2 looks and creates in two steps: of two nodes at the same moment one fails, and then finds what the other made. */
    private static void createOnce(Statement statement, String ddl) throws SQLException {
        try {
            statement.execute(ddl);
        } catch (SQLException e) {
            try {
                statement.execute(ddl);
            } catch (SQLException again) {
                again.addSuppressed(e);
                throw again;
            }
        }
    }

    @Override
    public void execute(Connection connection, String script) throws SQLException {
        String before = connection.getSchema();
        try (Statement statement = connection.createStatement()) {
            statement.execute("set schema " + schema);
            for (String one : script.split(";\\s*\n", -1)) {
                if (!one.isBlank()) {
                    statement.execute(one);
                }
            }
        } finally {
            connection.setSchema(before);
        }
    }

    @Override
    public boolean mayMoveRecords(Connection owner) {
        return false;
    }

    @Override
    public Inspection inspect(Connection connection) throws SQLException {
        String url = connection.getMetaData().getURL();
        boolean inMemory = url.startsWith("jdbc:h2:mem:");
        boolean remote = url.startsWith("jdbc:h2:tcp:") || url.startsWith("jdbc:h2:ssl:");
        boolean writesAtOnce = Sql.isTrue(
                connection,
                "select exists (select * from information_schema.settings"
                        + " where setting_name = 'WRITE_DELAY' and setting_value = '0')");
        Set<StorageCapability> capabilities = EnumSet.of(StorageCapability.JOIN_HOST_TRANSACTION);
        List<String> warnings = new ArrayList<>();
        if (!inMemory && writesAtOnce) {
            capabilities.add(StorageCapability.DURABLE);
        }
        if (!inMemory && !writesAtOnce) {
            warnings.add(
                    "H2 writes what was committed with a delay: a crash of the process may lose the last half second."
                            + " Add WRITE_DELAY=0 to the URL");
        }
        if (remote) {
            capabilities.add(StorageCapability.MANY_NODES);
        }
        return new Inspection(
                "H2 " + connection.getMetaData().getDatabaseProductVersion(),
                "",
                capabilities,
                Map.of("rowLevelSecurity", "off", "schema", schema),
                warnings);
    }
}
