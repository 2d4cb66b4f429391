package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageCapability;
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
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;

/** H2 2.3 and later. Thread-safe. */
public final class H2Platform implements Platform {
    private static final String DUPLICATE = "23505";

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
    public Entered enter(DSLContext sql, String workspace, String role) {
        return entered(sql.fetchSingle(
                "select coalesce(w.id, 0) as num, coalesce(w.schema_version, 0) as schema_version,"
                        + " coalesce((select d.version from crm_document_version d where d.workspace_id = w.id), 0)"
                        + " as documents_version, coalesce(w.secret, '') as secret, current_timestamp as entered_at"
                        + " from (select 1 as one) o left join crm_workspace w on w.name = ?",
                workspace));
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
            statement.execute("create schema if not exists " + schema);
            statement.execute("create table if not exists " + schema + ".crm_layout_lock (id int primary key)");
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
