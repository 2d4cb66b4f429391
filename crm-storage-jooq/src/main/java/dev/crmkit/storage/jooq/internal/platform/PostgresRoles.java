package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.storage.jooq.internal.record.TrigramIndexes;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The role that transactions run as, what it may do, and whether row-level security holds for it. Immutable.
 *
 * <p>A superuser passes by every policy, so transactions of such a user take the runtime role on. Where the role cannot be made, the
 * forced policies still hold for a plain owner.
 */
final class PostgresRoles {
    private static final Set<String> MISSING_RIGHT_OR_RACE = Set.of("42501", "42710", "23505", "0LP01");

    private final String schema;
    private final String role;
    private final boolean required;

    PostgresRoles(String schema, String role, boolean required) {
        this.schema = schema;
        this.role = role;
        this.required = required;
    }

    /** Whether the layout can be read and the role, where there is one, may use every table. */
    boolean areGranted(Connection connection) throws SQLException {
        if (!Sql.isTrue(
                connection,
                "select exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = ? and c.relname = 'crm_schema_history' and has_schema_privilege(n.oid, 'usage')"
                        + " and has_table_privilege(c.oid, 'select'))",
                schema)) {
            return false;
        }
        return Sql.isTrue(
                connection,
                "select exists (select from pg_roles where rolname = ?) and not exists (select from pg_class c"
                        + " join pg_namespace n on n.oid = c.relnamespace where n.nspname = ? and c.relkind in ('r', 'p')"
                        + " and not has_table_privilege(?, c.oid, 'select'))",
                role,
                schema,
                role);
    }

    /** Makes the role if it can, and gives it what transactions need. */
    void grant(Connection connection) throws SQLException {
        if (!roleExists(connection)) {
            attempt(connection, "create role " + role + " nologin");
        }
        if (!roleExists(connection)) {
            return;
        }
        execute(connection, "grant usage on schema " + schema + " to " + role);
        execute(connection, "grant select, insert, update, delete on all tables in schema " + schema + " to " + role);
        execute(connection, "revoke insert, update, delete on " + schema + ".crm_schema_history from " + role);
        for (String view : views(connection)) {
            // They are open to their owner: whoever wrote through them would pass by the policies.
            execute(connection, "revoke insert, update, delete on " + schema + "." + view + " from " + role);
        }
        execute(connection, "revoke update, delete on " + schema + ".crm_event from " + role);
        // What an erased record's history said is emptied; that it happened is not.
        execute(connection, "grant update (changes, details) on " + schema + ".crm_event to " + role);
        execute(connection, "grant usage, select on all sequences in schema " + schema + " to " + role);
        execute(connection, "grant execute on all functions in schema " + schema + " to " + role);
        if (!canTakeOn(connection)) {
            attempt(connection, "grant " + role + " to current_user");
        }
        if (canTakeOn(connection)) {
            execute(connection, "select " + schema + ".crm_open_to_owner()");
        }
    }

    private List<String> views(Connection connection) throws SQLException {
        return Sql.texts(
                connection,
                "select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = ? and c.relkind = 'v' and c.relname like 'crm\\_%' order by 1",
                schema);
    }

    Inspection inspect(Connection connection) throws SQLException {
        boolean bypasses =
                Sql.isTrue(connection, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user");
        boolean owns = Sql.isTrue(
                connection,
                "select pg_has_role(c.relowner, 'member') from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                        + " where n.nspname = ? and c.relname = 'crm_workspace'",
                schema);
        boolean takesOn = (bypasses || owns) && roleExists(connection) && canTakeOn(connection);
        // Whoever owns the tables reads all records where they were opened to the owner.
        boolean enforced = isActive(connection, takesOn) && !(owns && !takesOn && isOpenToOwner(connection));

        List<String> warnings = new ArrayList<>();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("rowLevelSecurity", enforced ? "enforced" : "off");
        facts.put("schema", schema);
        facts.put("runtimeRole", takesOn ? role : connection.getMetaData().getUserName());
        if (!enforced) {
            warnings.add("Row-level security is off: the database user '"
                    + connection.getMetaData().getUserName()
                    + "' passes by it and cannot take on the role '" + role
                    + "'. Connect as a user that is no superuser, or create the role and grant it to the user");
        } else if (owns && !takesOn) {
            warnings.add(
                    "The database user '" + connection.getMetaData().getUserName()
                            + "' owns the tables and cannot take on the role '" + role
                            + "'. Row-level security holds, but the user may switch it off. Create the role and grant it to the user");
        }
        if (!enforced && required) {
            throw new StorageException(
                    "Row-level security is required and does not hold. " + warnings.get(0), false, null);
        }
        warnings.addAll(TrigramIndexes.warnings(connection, schema));
        Set<StorageCapability> capabilities = EnumSet.of(
                StorageCapability.JOIN_HOST_TRANSACTION, StorageCapability.DURABLE, StorageCapability.MANY_NODES);
        if (enforced) {
            capabilities.add(StorageCapability.ROW_LEVEL_SECURITY);
        }
        return new Inspection(
                "PostgreSQL " + connection.getMetaData().getDatabaseProductVersion(),
                takesOn ? role : "",
                capabilities,
                facts,
                warnings);
    }

    /** Asks PostgreSQL itself, as the user that transactions will be. */
    private boolean isActive(Connection connection, boolean takesOn) throws SQLException {
        return undone(connection, () -> {
            if (takesOn) {
                execute(connection, "set local role " + role);
            }
            return Sql.isTrue(
                    connection,
                    "select coalesce(bool_and(row_security_active(c.oid)), false) from pg_class c join pg_namespace n"
                            + " on n.oid = c.relnamespace where n.nspname = ? and c.relkind in ('r', 'p')"
                            + " and c.relname like 'crm\\_%' and c.relname <> 'crm_schema_history'",
                    schema);
        });
    }

    private boolean isOpenToOwner(Connection connection) throws SQLException {
        return Sql.isTrue(
                connection,
                "select exists (select from pg_policies where schemaname = ? and tablename = 'crm_record'"
                        + " and policyname = 'crm_owner')",
                schema);
    }

    private boolean roleExists(Connection connection) throws SQLException {
        return Sql.isTrue(connection, "select exists (select from pg_roles where rolname = ?)", role);
    }

    /** Membership has three meanings since PostgreSQL 16; trying has one. */
    private boolean canTakeOn(Connection connection) throws SQLException {
        return undone(connection, () -> attempt(connection, "set local role " + role));
    }

    private static boolean attempt(Connection connection, String statement) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            execute(connection, statement);
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            if (!MISSING_RIGHT_OR_RACE.contains(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static boolean undone(Connection connection, Question question) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            return question.ask();
        } finally {
            connection.rollback(before);
        }
    }

    /** A question whose side effects are undone. */
    private interface Question {
        boolean ask() throws SQLException;
    }
}
