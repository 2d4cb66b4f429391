package dev.crmkit.benchmarks.compare;

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
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A server with an empty database for the product and another one for all other layouts. Whoever opens it closes it, after the product.
 *
 * @param database which
 * @param recorder the product's connections
 * @param storage the product's storage, on these connections
 * @param others the connections of the other layouts
 * @param product the product's connections for what is not its own business, as sizes and vacuum
 * @param end closes all of it
 */
record CompareServer(
        Database database, Recorder recorder, Storage storage, DataSource others, DataSource product, Runnable end)
        implements AutoCloseable {
    private static final String PRODUCT = "product";
    private static final String OTHERS = "others";
    private static final String SUPERUSER = "postgres";
    private static final String PASSING = "passing";
    private static final String FORGETFUL = ";OPTIMIZE_REUSE_RESULTS=0";

    /** What a server of this size is given, so that neither side waits for the disk; and nothing that makes one run unlike another. */
    private static final Map<String, String> SETTINGS = Map.of(
            "work_mem", "64MB",
            "effective_cache_size", "8GB",
            "random_page_cost", "1.1",
            "jit", "off",
            "max_parallel_workers_per_gather", "0",
            "autovacuum", "off",
            "max_wal_size", "8GB",
            "checkpoint_timeout", "1h",
            "fsync", "off",
            "full_page_writes", "off");

    /**
     * PostgreSQL in a process of its own.
     *
     * @param records how many there will be, for the size of its memory
     * @param rowLevelSecurity whether the database itself keeps workspaces apart, which is what the product does unless its user passes by it
     */
    static CompareServer postgres(int records, boolean rowLevelSecurity) {
        try {
            EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
            SETTINGS.forEach(builder::setServerConfig);
            builder.setServerConfig("shared_buffers", records < 100_000 ? "128MB" : "2GB");
            EmbeddedPostgres server = builder.start();
            execute(server.getPostgresDatabase(), "create database " + PRODUCT, "create database " + OTHERS);
            List<HikariDataSource> pools = new ArrayList<>();
            HikariDataSource others =
                    pool(pools, server.getJdbcUrl(SUPERUSER, OTHERS) + "&reWriteBatchedInserts=true" + patience());
            execute(others, "create extension pg_trgm", "create extension btree_gin");
            HikariDataSource owner = pool(pools, server.getJdbcUrl(SUPERUSER, PRODUCT));
            Recorder recorder =
                    new Recorder(rowLevelSecurity ? owner : pool(pools, server.getJdbcUrl(passing(owner), PRODUCT)));
            return new CompareServer(
                    Database.POSTGRES,
                    recorder,
                    PostgresStorage.using(recorder.dataSource()).migratingWith(owner),
                    others,
                    owner,
                    () -> {
                        pools.forEach(HikariDataSource::close);
                        close(server);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A layout that is hopeless at a question gives up, instead of holding up all others. */
    private static String patience() {
        return "&options=-c%20statement_timeout=" + Timing.PATIENCE.toMillis();
    }

    /** A user whom row-level security does not hold, who has the rights of the runtime role and cannot take it on. */
    private static String passing(DataSource owner) {
        execute(
                owner,
                "create role crmkit_runtime nologin",
                "create role " + PASSING + " login bypassrls",
                "grant crmkit_runtime to " + PASSING + " with inherit true, set false");
        return PASSING;
    }

    /** H2 in files, in this process and its heap. A question that is asked again is answered again, and not from the memory of the last answer. */
    static CompareServer h2() {
        try {
            Path directory = Files.createTempDirectory("crmkit-compare");
            List<HikariDataSource> pools = new ArrayList<>();
            HikariDataSource others =
                    pool(pools, "jdbc:h2:file:" + directory.resolve(OTHERS) + ";WRITE_DELAY=0" + FORGETFUL);
            HikariDataSource product = pool(
                    pools,
                    "jdbc:h2:file:" + directory.resolve(PRODUCT) + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000" + FORGETFUL);
            Recorder recorder = new Recorder(product);
            return new CompareServer(
                    Database.H2, recorder, H2Storage.using(recorder.dataSource()), others, product, () -> {
                        pools.forEach(HikariDataSource::close);
                        delete(directory);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource pool(List<HikariDataSource> pools, String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(3);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Brings both databases into the state that autovacuum would. */
    void settle() {
        if (database == Database.POSTGRES) {
            execute(product, "vacuum analyze");
            execute(others, "set statement_timeout = 0", "vacuum analyze", "reset statement_timeout");
        } else {
            execute(product, "analyze");
            execute(others, "analyze");
        }
    }

    /** On disk, of the product's tables and indexes whose table is named like one of these; on PostgreSQL. */
    long productBytes(String... tables) {
        String like =
                Stream.of(tables).map(table -> "c.relname like '" + table + "'").collect(Collectors.joining(" or "));
        try (Connection connection = product.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_class c"
                                + " join pg_namespace n on n.oid = c.relnamespace"
                                + " where n.nspname = 'crmkit' and c.relkind = 'r' and (" + like + ")")) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot measure the product's tables", e);
        }
    }

    private static void execute(DataSource source, String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String one : statements) {
                statement.execute(one);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot prepare the server", e);
        }
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
