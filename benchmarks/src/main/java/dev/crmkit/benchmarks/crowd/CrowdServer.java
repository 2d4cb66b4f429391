package dev.crmkit.benchmarks.crowd;

import com.zaxxer.hikari.HikariDataSource;
import dev.crmkit.benchmarks.Servers;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A database with a pool of fewer connections than there are threads. Whoever opens it closes it.
 *
 * @param pool the engine's connections
 * @param storage the engine's storage
 * @param open asks the database how many transactions are open; null where it is not asked
 * @param opened all of it
 */
record CrowdServer(HikariDataSource pool, Storage storage, DataSource open, Servers opened) implements AutoCloseable {
    private static final int CONNECTIONS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    static CrowdServer postgres() {
        Servers servers = new Servers();
        EmbeddedPostgres server = servers.postgres(Map.of("max_connections", "60"));
        HikariDataSource pool = servers.pool(server.getJdbcUrl("postgres", "postgres"), CONNECTIONS, PATIENCE);
        return new CrowdServer(pool, PostgresStorage.using(pool), server.getPostgresDatabase(), servers);
    }

    static CrowdServer h2() {
        Servers servers = new Servers();
        Path directory = servers.directory("crmkit-crowd");
        HikariDataSource pool = servers.pool(
                "jdbc:h2:file:" + directory.resolve("crowd") + ";WRITE_DELAY=0;LOCK_TIMEOUT=20000",
                CONNECTIONS,
                PATIENCE);
        return new CrowdServer(pool, H2Storage.using(pool), pool, servers);
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

    @Override
    public void close() {
        opened.close();
    }
}
