package dev.crmkit.storage.jooq.internal;

import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.function.IntConsumer;
import org.jooq.DSLContext;

/**
 * A transaction's connection with what is known of its workspace. Not thread-safe.
 *
 * <p>Statements name the engine's tables and functions bare, as in {@code crm_record}: {@link Qualifier} puts the schema before each. So no
 * column, alias or common table expression begins with {@code crm_}. A failure of the database arrives as a
 * {@link dev.crmkit.error.StorageException} with the driver's exception as its cause.
 */
public interface Session {

    /** Statements on the transaction's connection. */
    DSLContext sql();

    /** The database at hand. */
    Dialect dialect();

    /** The schema of the engine's tables and functions; what does not go through {@link #sql} writes it before their names. */
    String schema();

    /** The workspace's number; every statement carries it. */
    int workspaceNumber();

    /** The workspace's objects; loaded when first asked for, cached by schema version. */
    WorkspaceMap map();

    /** Runs work that is undone as a whole if it throws; nobody outside this storage notices. */
    void undoable(Runnable work);

    /**
     * Runs a statement whose outcome nobody looks at: at once, or together with the next one that this session runs, or at the end of the transaction, in the
     * order of the calls. So a call that writes several tables talks to the database once. A failure reaches whoever runs that next one.
     *
     * @param sql with the schema before our names
     */
    default void later(String sql, Binding binding) {
        later(sql, binding, rows -> {});
    }

    /**
     * As {@link #later(String, Binding)}, for a statement of which it matters how many rows there were.
     *
     * @param outcome hears the number once the statement has run; what it throws reaches whoever talks to the database then
     */
    void later(String sql, Binding binding, IntConsumer outcome);

    /**
     * Asks the database, together with what waits.
     *
     * @param sql with the schema before our names
     * @param reading makes the answer of the rows
     */
    <R> R query(String sql, Binding binding, Reading<R> reading);

    /** What is made of the rows. */
    @FunctionalInterface
    interface Reading<R> {
        /** Reads all rows. */
        R read(ResultSet rows) throws SQLException;
    }

    /** Sets the parameters of a statement. */
    @FunctionalInterface
    interface Binding {
        /**
         * Sets them.
         *
         * @param first the index of the first one
         * @return how many there are
         */
        int bind(PreparedStatement statement, int first) throws SQLException;
    }

    /** The time of the queue: the engine's clock where one was handed in, else the database's when the transaction began. */
    Instant now();

    /**
     * Refuses to write in a transaction that was opened to read.
     *
     * @throws dev.crmkit.error.StorageException in a transaction that only reads
     */
    void requireWritable();
}
