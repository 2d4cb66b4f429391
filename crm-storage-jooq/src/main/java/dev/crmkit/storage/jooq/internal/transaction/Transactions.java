package dev.crmkit.storage.jooq.internal.transaction;

import dev.crmkit.error.StorageException;
import dev.crmkit.storage.jooq.internal.Failures;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Runs work in transactions: our own at READ COMMITTED, or a host's, which we neither commit, roll back nor close. Thread-safe.
 */
public final class Transactions {
    private final DataSource dataSource;
    private final boolean joinsHost;
    private final int isolation;

    private Transactions(DataSource dataSource, boolean joinsHost, int isolation) {
        this.dataSource = dataSource;
        this.joinsHost = joinsHost;
        this.isolation = isolation;
    }

    /**
     * Transactions on connections of that data source.
     *
     * @param joinsHost whether a connection whose auto-commit is off when it is borrowed is in a transaction of the host
     */
    public static Transactions on(DataSource dataSource, boolean joinsHost) {
        // Asked once: on PostgreSQL each time would cost a round trip.
        try (Connection connection = dataSource.getConnection()) {
            int isolation = connection.getTransactionIsolation();
            if (!connection.getAutoCommit() && !joinsHost) {
                connection.rollback();
            }
            return new Transactions(dataSource, joinsHost, isolation);
        } catch (SQLException e) {
            throw Failures.of("No connection could be opened", e);
        }
    }

    /** Runs work in the host's transaction if there is one, else in one of our own. */
    public <R> R run(@Nullable Connection host, Work<R> work) {
        if (host != null) {
            return onHostConnection(host, work);
        }
        Connection connection = borrow();
        try {
            boolean autoCommit = connection.getAutoCommit();
            return !autoCommit && joinsHost ? joined(connection, work) : own(connection, autoCommit, work);
        } catch (SQLException e) {
            throw Failures.of("The transaction could not be managed", e);
        } finally {
            close(connection);
        }
    }

    private static <R> R onHostConnection(Connection host, Work<R> work) {
        try {
            if (host.getAutoCommit()) {
                throw new StorageException(
                        "The host's connection has auto-commit on, so there is no transaction to join. Call"
                                + " setAutoCommit(false) before handing it in",
                        false,
                        null);
            }
            return joined(host, work);
        } catch (SQLException e) {
            throw Failures.of("The host's transaction could not be joined", e);
        }
    }

    private <R> R own(Connection connection, boolean autoCommit, Work<R> work) throws SQLException {
        if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
            connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        }
        if (autoCommit) {
            connection.setAutoCommit(false);
        }
        try {
            R result = work.run(connection, false);
            commit(connection);
            return result;
        } catch (RuntimeException | Error e) {
            rollBack(connection, e);
            throw e;
        } finally {
            restore(connection, autoCommit);
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw Failures.ofCommit(e);
        }
    }

    /** The connection is of no more use if this fails; the pool finds out by itself. */
    private void restore(Connection connection, boolean autoCommit) {
        try {
            if (autoCommit) {
                connection.setAutoCommit(true);
            }
            if (isolation != Connection.TRANSACTION_READ_COMMITTED) {
                connection.setTransactionIsolation(isolation);
            }
        } catch (SQLException e) {
            close(connection);
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // The work is done or undone by now; the pool finds out that the connection is broken.
        }
    }

    private static <R> R joined(Connection connection, Work<R> work) throws SQLException {
        Savepoint before = connection.setSavepoint();
        R result;
        try {
            result = work.run(connection, true);
        } catch (RuntimeException | Error e) {
            rollBackTo(connection, before, e);
            throw e;
        }
        connection.releaseSavepoint(before);
        return result;
    }

    /** Runs work between a savepoint and its release; undone as a whole if it throws. */
    static <R> R nested(Connection connection, Supplier<R> work) {
        try {
            return joined(connection, (same, host) -> work.get());
        } catch (SQLException e) {
            throw Failures.of("A savepoint could not be set or released", e);
        }
    }

    private Connection borrow() {
        try {
            return dataSource.getConnection();
        } catch (SQLException e) {
            throw Failures.of("No connection could be had", e);
        }
    }

    private static void rollBack(Connection connection, Throwable failure) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private static void rollBackTo(Connection connection, Savepoint before, Throwable failure) {
        try {
            connection.rollback(before);
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * What runs in a transaction.
     *
     * @param <R> its result
     */
    @FunctionalInterface
    public interface Work<R> {
        /**
         * Does the work.
         *
         * @param joined whether the transaction is the host's
         */
        R run(Connection connection, boolean joined);
    }
}
