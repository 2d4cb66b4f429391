package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.SQLDialect;

/** PostgreSQL 15 to 18. Thread-safe. */
public final class PostgresPlatform implements Platform {
    private final String schema;
    private final PostgresRoles roles;

    /**
     * PostgreSQL with the engine's tables in that schema.
     *
     * @param runtimeRole the role that transactions run as
     */
    public PostgresPlatform(String schema, String runtimeRole, boolean requiresRowLevelSecurity) {
        this.schema = schema;
        this.roles = new PostgresRoles(schema, runtimeRole, requiresRowLevelSecurity);
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRES;
    }

    @Override
    public SQLDialect jooq() {
        return SQLDialect.POSTGRES;
    }

    @Override
    public Entered enter(DSLContext sql, String workspace, String role, TransactionRequest.Mode mode, boolean joined) {
        return sql.connectionResult(connection -> {
            Entering entering = new Entering(schema, workspace, role, mode, joined);
            try (PreparedStatement statement = connection.prepareStatement(entering.sql())) {
                return entering.run(statement);
            } catch (SQLException e) {
                throw Failures.of("The workspace could not be entered", e);
            }
        });
    }

    @Override
    public long lockSchema(DSLContext sql, int workspace) {
        return sql.fetchSingle("select crm_lock_schema(cast(? as int))", workspace)
                .get(0, long.class);
    }

    @Override
    public void raiseSchemaVersion(DSLContext sql, int workspace) {
        sql.fetch("select crm_raise_schema_version(cast(? as int))", workspace);
    }

    @Override
    public Entered enterQueue(DSLContext sql, String role) {
        return entered(sql.fetchSingle("select * from crm_enter_queue(cast(? as text))", role));
    }

    private static Entered entered(Record row) {
        return new Entered(
                Cells.integer(row, "number"),
                Cells.number(row, "schema_version"),
                Cells.number(row, "documents_version"),
                Cells.text(row, "secret"),
                Cells.moment(row, "entered_at"),
                Arrays.asList(Cells.get(row, "prior", String[].class)));
    }

    @Override
    public void leave(DSLContext sql, Entered entered) {
        sql.fetch(
                "select crm_leave(cast(? as text[]))", (Object) entered.prior().toArray(String[]::new));
    }

    @Override
    public void create(DSLContext sql, String workspace, String secret) {
        sql.execute("select crm_create_workspace(cast(? as text), cast(? as text))", workspace, secret);
    }

    @Override
    public boolean isProvisioned(Connection connection) throws SQLException {
        return roles.areGranted(connection);
    }

    @Override
    public void migrate(Connections connections, Step step) throws SQLException {
        try (Connection connection = connections.open()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                boolean more = true;
                while (more) {
                    more = oneTransaction(connection, step);
                }
            } finally {
                connection.setAutoCommit(autoCommit);
            }
        }
    }

    /** Each step is one transaction under the lock, so that a step that fails leaves nothing. */
    private boolean oneTransaction(Connection connection, Step step) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("select pg_advisory_xact_lock(hashtextextended('crmkit layout " + schema + "', 0))");
            if (!Sql.isTrue(connection, "select exists (select from pg_namespace where nspname = ?)", schema)) {
                statement.execute("create schema " + schema);
            }
            statement.execute("select set_config('search_path', '" + schema + ", public', true)");
            boolean more = step.take(connection);
            if (!more) {
                roles.grant(connection);
            }
            connection.commit();
            return more;
        } catch (SQLException | StorageException e) {
            Sql.rollBack(connection, e);
            throw e;
        }
    }

    @Override
    public void execute(Connection connection, String script) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(script);
        }
    }

    @Override
    public boolean mayMoveRecords(Connection owner) throws SQLException {
        return Sql.isTrue(
                owner,
                "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = ?"
                        + " and c.relname = 'crm_record' and pg_has_role(c.relowner, 'usage')"
                        + " and has_schema_privilege(n.oid, 'create'))",
                schema);
    }

    @Override
    public Inspection inspect(Connection connection) throws SQLException {
        return roles.inspect(connection);
    }
}
