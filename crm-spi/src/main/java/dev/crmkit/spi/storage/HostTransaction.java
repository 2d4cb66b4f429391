package dev.crmkit.spi.storage;

import java.sql.Connection;
import java.util.Objects;

/**
 * A transaction that the host began and will end; the engine writes in it and neither commits, rolls back nor closes. Not thread-safe, like
 * the connection in it.
 */
public final class HostTransaction {
    private final Connection connection;

    private HostTransaction(Connection connection) {
        this.connection = connection;
    }

    /** The transaction that is under way on a JDBC connection, whose auto-commit is off. */
    public static HostTransaction on(Connection connection) {
        return new HostTransaction(Objects.requireNonNull(connection, "connection"));
    }

    /** The host's connection. */
    public Connection connection() {
        return connection;
    }
}
