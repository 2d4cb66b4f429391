package dev.crmkit.benchmarks.crowd;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A database with a pool of fewer connections than there are threads. Whoever opens it closes it.
 *
 * @param pool the engine's connections
 * @param storage the engine's storage
 * @param open asks the database how many transactions are open; null where it is not asked
 * @param end closes all of it
 */
record CrowdServer(HikariDataSource pool, Storage storage, DataSource open, Runnable end) implements AutoCloseable {
    private static final int CONNECTIONS = 12;

    static CrowdServer postgres() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.builder()
                    .setServerConfig("max_connections", "60")
                    .start();
            HikariDataSource pool = pool(server.getJdbcUrl("postgres", "postgres"));
            return new CrowdServer(pool, PostgresStorage.using(pool), server.getPostgresDatabase(), () -> {
                pool.close();
                close(server);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static CrowdServer h2() {
        try {
            Path directory = Files.createTempDirectory("crmkit-crowd");
            HikariDataSource pool =
                    pool("jdbc:h2:file:" + directory.resolve("crowd") + ";WRITE_DELAY=0;LOCK_TIMEOUT=20000");
            return new CrowdServer(pool, H2Storage.using(pool), pool, () -> {
                pool.close();
                delete(directory);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource pool(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(60_000);
        return new HikariDataSource(config);
    }

    /** Connections that were not given back, and transactions that nobody ended. Ask when nobody is at work. */
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        int active = pool.getHikariPoolMXBean().getActiveConnections();
        if (active > 0) {
            faults.add(active + " connections were not given back");
        }
        if (open != pool) {
            try (Connection connection = open.getConnection();
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(
                            "select count(*) from pg_stat_activity where state like 'idle in transaction%'")) {
                rows.next();
                if (rows.getInt(1) > 0) {
                    faults.add(rows.getInt(1) + " transactions were not ended");
                }
            } catch (SQLException e) {
                throw new IllegalStateException("Cannot ask the server", e);
            }
        }
        return faults;
    }

    private static void close(EmbeddedPostgres server) {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        end.run();
    }
}
