package dev.crmkit.storage.jooq.internal;

import dev.crmkit.error.StorageException;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jspecify.annotations.Nullable;

/**
 * Turns what the driver throws into {@link StorageException}. The driver's text stays in the cause: it may quote values. Immutable.
 */
public final class Failures implements ExecuteListener {
    private static final long serialVersionUID = 1L;

    /** Deadlock, serialization, lock timeout (PostgreSQL, then H2), too many connections, server stopping or starting. */
    private static final Set<String> RETRYABLE =
            Set.of("40001", "40P01", "55P03", "HYT00", "90131", "53300", "57P01", "57P02", "57P03", "90067", "90121");

    private static final String DUPLICATE = "23505";

    @Override
    public void exception(ExecuteContext context) {
        SQLException failure = context.sqlException();
        if (failure != null) {
            context.exception(of("A statement failed", failure));
        }
    }

    /** The exception for a failure anywhere but at the commit. */
    public static StorageException of(String what, SQLException failure) {
        SQLException root = telling(failure);
        return new StorageException(message(what, root), isRetryable(root), failure);
    }

    /** The exception for a failure of the commit: after a lost connection nobody knows whether it took place. */
    public static StorageException ofCommit(SQLException failure) {
        SQLException root = telling(failure);
        if (isConnectionLost(root)) {
            return new StorageException(
                    message("The connection was lost during the commit, which may or may not have taken place", root),
                    false,
                    failure);
        }
        return new StorageException(message("The commit failed", root), isRetryable(root), failure);
    }

    /** Whether the failure says that a unique value is there already. */
    public static boolean isDuplicate(StorageException failure) {
        for (Throwable t = failure.getCause(); t != null; t = t.getCause()) {
            if (t instanceof SQLException sql && DUPLICATE.equals(telling(sql).getSQLState())) {
                return true;
            }
        }
        return false;
    }

    private static String message(String what, SQLException failure) {
        return what + ": the database answered with SQLState " + failure.getSQLState()
                + "; the driver's exception is the cause";
    }

    private static boolean isRetryable(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLTransientException
                || failure instanceof SQLRecoverableException
                || (state != null && (RETRYABLE.contains(state) || state.startsWith("08")));
    }

    private static boolean isConnectionLost(SQLException failure) {
        String state = failure.getSQLState();
        return failure instanceof SQLRecoverableException
                || (state != null && (state.startsWith("08") || state.startsWith("57P0") || state.equals("90067")));
    }

    /** A failed batch hides the reason in the next exception. */
    private static SQLException telling(SQLException failure) {
        @Nullable SQLException next = failure.getNextException();
        return next != null && next.getSQLState() != null ? next : failure;
    }
}
