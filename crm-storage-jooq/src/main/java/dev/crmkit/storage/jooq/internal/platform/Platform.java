package dev.crmkit.storage.jooq.internal.platform;

import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.storage.jooq.internal.Dialect;
import java.sql.Connection;
import java.sql.SQLException;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;

/** What one database does in its own way. Thread-safe. */
public interface Platform {

    /** Which database. */
    Dialect dialect();

    /** Which database, for jOOQ. */
    SQLDialect jooq();

    /**
     * Enters a workspace: from here on the database lets through what is this workspace's. Whoever writes shares the workspace's schema
     * from here on, and whoever alters has it alone; both may have to wait, and then see what was committed meanwhile. One statement to
     * read or write, whatever the workspace, unless there is a crowd.
     *
     * @param role the database role to take on; empty for none
     * @param joined whether the transaction is the host's, and {@link #leave} follows
     */
    Entered enter(DSLContext sql, String workspace, String role, TransactionRequest.Mode mode, boolean joined);

    /**
     * Enters the queue, which spans workspaces, in one statement: from here on the database lets through the jobs, counters and
     * idempotency keys of all.
     *
     * @param role the database role to take on; empty for none
     */
    Entered enterQueue(DSLContext sql, String role);

    /** Puts the session settings back, for a host that goes on with the connection. */
    void leave(DSLContext sql, Entered entered);

    /** Waits until nobody else writes in the workspace, and keeps others from it; answers with the schema version now. */
    long lockSchema(DSLContext sql, int workspace);

    /** Raises the schema version of a workspace; waits as {@link #lockSchema} does. */
    void raiseSchemaVersion(DSLContext sql, int workspace);

    /** Inserts a workspace unless it is there; waits for a transaction that is inserting it. */
    void create(DSLContext sql, String workspace, String secret);

    /** Whether the layout's history can be read and all rights are given. */
    boolean isProvisioned(Connection connection) throws SQLException;

    /** Takes steps until there is none left, while no other node does, and sees to roles and rights. */
    void migrate(Connections connections, Step step) throws SQLException;

    /** Runs the statements of a migration. */
    void execute(Connection connection, String script) throws SQLException;

    /** Looks at the database as transactions will see it. */
    Inspection inspect(Connection connection) throws SQLException;

    /** Whether that user may give large objects a place of their own. */
    boolean mayMoveRecords(Connection owner) throws SQLException;

    /** Opens connections. */
    interface Connections {
        /** A new connection; whoever asks closes it. */
        Connection open() throws SQLException;
    }

    /** One step of a migration. */
    interface Step {
        /**
         * Takes the next step on a connection whose current schema is the engine's.
         *
         * @return whether there was one
         */
        boolean take(Connection connection) throws SQLException;
    }
}
