package dev.crmkit.storage.jooq.internal.placement;

import dev.crmkit.storage.jooq.internal.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Connections of the user that owns the tables, for changes of the layout. Thread-safe. */
final class OwnerConnections {
    private final DataSource dataSource;

    OwnerConnections(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** What is done on a connection. */
    @FunctionalInterface
    interface Work<R> {
        /** Does the work. */
        R run(Connection connection) throws SQLException;
    }

    /** Runs work in a transaction of its own. */
    <R> R inTransaction(Work<R> work) {
        return on(false, connection -> {
            try {
                R result = work.run(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException | Error e) {
                try {
                    connection.rollback();
                } catch (SQLException rollback) {
                    e.addSuppressed(rollback);
                }
                throw e;
            }
        });
    }

    /** Runs work in which each statement is a transaction, as statements that take long want it. */
    <R> R outsideOfTransactions(Work<R> work) {
        return on(true, work);
    }

    private <R> R on(boolean autoCommit, Work<R> work) {
        try (Connection connection = dataSource.getConnection()) {
            boolean before = connection.getAutoCommit();
            connection.setAutoCommit(autoCommit);
            try {
                return work.run(connection);
            } finally {
                connection.setAutoCommit(before);
            }
        } catch (SQLException e) {
            throw Failures.of("A bucket of records could not be changed", e);
        }
    }
}
