package dev.crmkit.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The embedded servers, directories and connections of a run, which are closed together, the last first. Not thread-safe. */
public final class Servers implements AutoCloseable {
    private static final String SUPERUSER = "postgres";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Deque<Closeable> opened = new ArrayDeque<>();

    /**
     * Starts a PostgreSQL in a process of its own.
     *
     * @param settings by name, where they are not as from the start
     * @param databases that it has then, empty
     * @throws UncheckedIOException if it does not start
     */
    public EmbeddedPostgres postgres(Map<String, String> settings, String... databases) {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        settings.forEach(builder::setServerConfig);
        try {
            EmbeddedPostgres server = builder.start();
            opened.push(server);
            for (String database : databases) {
                execute(server.getPostgresDatabase(), "create database " + database);
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes an empty directory, which is deleted with all that is in it then.
     *
     * @param prefix what its name begins with
     */
    public Path directory(String prefix) {
        try {
            Path directory = Files.createTempDirectory(prefix);
            opened.push(() -> delete(directory));
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens up to so many connections to a database of a PostgreSQL, as its superuser. */
    public HikariDataSource pool(EmbeddedPostgres server, String database, int connections) {
        return pool(server.getJdbcUrl(SUPERUSER, database), connections);
    }

    /** Opens up to so many connections. */
    public HikariDataSource pool(String url, int connections) {
        return pool(url, connections, PATIENCE);
    }

    /** Opens up to so many connections, for whom others wait so long. */
    public HikariDataSource pool(String url, int connections, Duration patience) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(patience.toMillis());
        HikariDataSource pool = new HikariDataSource(config);
        opened.push(pool);
        return pool;
    }

    /** Runs statements on one connection. */
    public static void execute(DataSource source, String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare the server", e);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Closes all, also where some cannot be closed. */
    @Override
    public void close() {
        UncheckedIOException failure = null;
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = new UncheckedIOException(e);
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
