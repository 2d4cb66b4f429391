package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.spi.storage.TransactionRequest;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Entering a workspace on PostgreSQL: plain statements that go together. Not thread-safe.
 *
 * <p>Every call pays for it, and the server keeps prepared statements from one transaction to the next, but not what it makes of the expressions of a
 * function: {@code crm_enter}, which does the same and is for the owner of the tables, takes more than twice as long.
 */
final class Entering {
    private static final List<String> SETTINGS =
            List.of("'role'", "'crmkit.workspace_name', true", "'crmkit.workspace', true", "'crmkit.queue', true");

    private final boolean joined;
    private final StringBuilder sql = new StringBuilder();
    private final List<String> parameters = new ArrayList<>();
    private final boolean shares;

    /**
     * Entering that workspace.
     *
     * @param role the database role to take on; empty for none
     * @param joined whether the transaction is the host's, who gets its settings back
     */
    Entering(String schema, String workspace, String role, TransactionRequest.Mode mode, boolean joined) {
        this.joined = joined;
        sql.append("select ");
        if (joined) {
            SETTINGS.forEach(
                    setting -> sql.append("current_setting(").append(setting).append("), "));
        }
        add("set_config('crmkit.workspace_name', ?, true)", workspace);
        sql.append(", set_config('crmkit.workspace', '', true), set_config('crmkit.queue', '', true)");
        if (!role.isEmpty()) {
            add(", set_config('role', ?, true)", role);
        }
        if (mode != TransactionRequest.Mode.READ) {
            add(
                    mode == TransactionRequest.Mode.WRITE
                            ? ", pg_advisory_xact_lock_shared(hashtextextended(?, 0))"
                            : ", pg_advisory_xact_lock(hashtextextended(?, 0))",
                    "crmkit schema " + schema + " " + workspace);
        }
        sql.append(", clock_timestamp() as entered_at");
        this.shares = joined && mode != TransactionRequest.Mode.READ;
        if (shares) {
            // A transaction that sees the database as it was when it began may have missed a change of the schema, and
            // must not write by what it sees.
            add(
                    "; select from " + schema + ".crm_workspace w where w.name = ?"
                            + " and current_setting('transaction_isolation') <> 'read committed' for share",
                    workspace);
        }
        // A statement of its own, so that it sees what was committed while the lock was waited for.
        add(
                "; select w.id, w.schema_version, w.secret,"
                        + " set_config('crmkit.workspace', cast(w.id as text), true) from " + schema
                        + ".crm_workspace w where w.name = ?",
                workspace);
        sql.append("; select d.version from ")
                .append(schema)
                .append(".crm_document_version d where d.workspace_id ="
                        + " cast(nullif(current_setting('crmkit.workspace', true), '') as int)");
    }

    private void add(String text, String parameter) {
        sql.append(text);
        parameters.add(parameter);
    }

    String sql() {
        return sql.toString();
    }

    /** Runs the statements, prepared as {@link #sql()} says. */
    Entered run(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            statement.setString(i + 1, parameters.get(i));
        }
        statement.execute();
        List<@Nullable String> prior = new ArrayList<>();
        Instant now;
        try (ResultSet settings = statement.getResultSet()) {
            settings.next();
            for (int i = 1; joined && i <= SETTINGS.size(); i++) {
                prior.add(settings.getString(i));
            }
            now = settings.getObject("entered_at", OffsetDateTime.class).toInstant();
        }
        if (shares) {
            statement.getMoreResults();
        }
        statement.getMoreResults();
        int number = 0;
        long schemaVersion = 0;
        String secret = "";
        try (ResultSet workspace = statement.getResultSet()) {
            if (workspace.next()) {
                number = workspace.getInt(1);
                schemaVersion = workspace.getLong(2);
                secret = workspace.getString(3);
            }
        }
        statement.getMoreResults();
        try (ResultSet documents = statement.getResultSet()) {
            long version = documents.next() ? documents.getLong(1) : 0;
            return new Entered(number, schemaVersion, version, secret, now, prior);
        }
    }
}
