package dev.crmkit.storage.jooq.internal.migration;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.StorageException;
import dev.crmkit.storage.jooq.Migration;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.platform.Platform;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Brings the layout up to date, step by step, and keeps a history of it in the engine's schema. Two nodes may do so at once. Immutable.
 */
public final class MigrationRunner {
    private final Platform platform;
    private final String schema;
    private final List<Migration> migrations;

    /** A runner for these migrations, in the order of their versions. */
    public MigrationRunner(Platform platform, String schema, List<Migration> migrations) {
        this.platform = platform;
        this.schema = schema;
        this.migrations = List.copyOf(migrations);
        int last = 0;
        for (Migration migration : migrations) {
            if (migration.version() <= last) {
                throw new IllegalArgumentException(
                        "Migration " + migration.version() + " comes after " + last + ": sort them by version");
            }
            last = migration.version();
        }
    }

    /**
     * Takes the steps that are missing.
     *
     * @param users connections of the kind that transactions will use
     * @param owner connections that may change the layout
     * @return the version of the layout
     * @throws StorageException with {@code STORAGE_NEWER_SCHEMA} if the layout is newer than the last migration
     */
    public int migrate(Platform.Connections users, Platform.Connections owner) {
        try {
            if (!isUpToDate(users)) {
                platform.migrate(owner, this::step);
            }
            return migrations.isEmpty() ? 0 : newest();
        } catch (SQLException e) {
            throw Failures.of("The layout in schema '" + schema + "' could not be brought up to date", e);
        }
    }

    private boolean isUpToDate(Platform.Connections users) throws SQLException {
        try (Connection connection = users.open()) {
            boolean done =
                    platform.isProvisioned(connection) && pending(connection).isEmpty();
            if (!connection.getAutoCommit()) {
                connection.rollback();
            }
            return done;
        }
    }

    private boolean step(Connection connection) throws SQLException {
        createHistory(connection);
        Optional<Migration> next = pending(connection);
        if (next.isEmpty()) {
            return false;
        }
        Migration migration = next.get();
        try {
            platform.execute(connection, migration.sql());
            record(connection, migration);
        } catch (SQLException e) {
            throw Failures.of(
                    "Migration " + migration.version() + " (" + migration.description() + ") failed in schema '"
                            + schema + "'",
                    e);
        }
        return true;
    }

    private Optional<Migration> pending(Connection connection) throws SQLException {
        Map<Integer, String> history = history(connection);
        int known = newest();
        for (int version : history.keySet()) {
            if (version > known) {
                throw new StorageException(
                        ErrorCode.STORAGE_NEWER_SCHEMA,
                        "The layout in schema '" + schema + "' has version " + version
                                + ", and this version of crmkit knows layouts up to " + known
                                + ". Use the version of crmkit that wrote it, or a newer one",
                        false,
                        null);
            }
        }
        Optional<Migration> next = Optional.empty();
        for (Migration migration : migrations) {
            String applied = history.get(migration.version());
            if (applied == null) {
                next = next.isPresent() ? next : Optional.of(migration);
            } else if (!applied.equals(migration.checksum())) {
                throw new StorageException(
                        "Migration " + migration.version() + " (" + migration.description()
                                + ") differs from the one that was applied to schema '" + schema + "' (checksum "
                                + migration.checksum() + " instead of " + applied
                                + "). Use an unchanged build of crmkit",
                        false,
                        null);
            }
        }
        return next;
    }

    private int newest() {
        return migrations.isEmpty() ? 0 : migrations.get(migrations.size() - 1).version();
    }

    private void createHistory(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create table if not exists " + schema + ".crm_schema_history ("
                    + "version int not null primary key, description varchar(200) not null,"
                    + " checksum varchar(64) not null,"
                    + " applied_at timestamp(6) with time zone default current_timestamp not null)");
        }
    }

    private Map<Integer, String> history(Connection connection) throws SQLException {
        Map<Integer, String> history = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select version, checksum from " + schema + ".crm_schema_history")) {
            while (rows.next()) {
                history.put(rows.getInt(1), rows.getString(2));
            }
        }
        return history;
    }

    private void record(Connection connection, Migration migration) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into " + schema + ".crm_schema_history (version, description, checksum) values (?, ?, ?)")) {
            insert.setInt(1, migration.version());
            insert.setString(2, migration.description());
            insert.setString(3, migration.checksum());
            insert.executeUpdate();
        }
    }
}
