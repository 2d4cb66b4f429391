package dev.crmkit.benchmarks.compare;

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
import java.util.HashMap;
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
 * @param opened all of it
 */
record CompareServer(
        Database database, Recorder recorder, Storage storage, DataSource others, DataSource product, Servers opened)
        implements AutoCloseable {
    private static final String PRODUCT = "product";
    private static final String OTHERS = "others";
    private static final String SUPERUSER = "postgres";
    private static final String PASSING = "passing";
    private static final int CONNECTIONS = 3;
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
        Map<String, String> settings = new HashMap<>(SETTINGS);
        settings.put("shared_buffers", records < 100_000 ? "128MB" : "2GB");
        Servers servers = new Servers();
        EmbeddedPostgres server = servers.postgres(settings, PRODUCT, OTHERS);
        HikariDataSource others = servers.pool(
                server.getJdbcUrl(SUPERUSER, OTHERS) + "&reWriteBatchedInserts=true" + patience(), CONNECTIONS);
        Servers.execute(others, "create extension pg_trgm", "create extension btree_gin");
        HikariDataSource owner = servers.pool(server, PRODUCT, CONNECTIONS);
        Recorder recorder = new Recorder(
                rowLevelSecurity ? owner : servers.pool(server.getJdbcUrl(passing(owner), PRODUCT), CONNECTIONS));
        return new CompareServer(
                Database.POSTGRES,
                recorder,
                PostgresStorage.using(recorder.dataSource()).migratingWith(owner),
                others,
                owner,
                servers);
    }

    /** A layout that is hopeless at a question gives up, instead of holding up all others. */
    private static String patience() {
        return "&options=-c%20statement_timeout=" + Timing.PATIENCE.toMillis();
    }

    /** A user whom row-level security does not hold, who has the rights of the runtime role and cannot take it on. */
    private static String passing(DataSource owner) {
        Servers.execute(
                owner,
                "create role crmkit_runtime nologin",
                "create role " + PASSING + " login bypassrls",
                "grant crmkit_runtime to " + PASSING + " with inherit true, set false");
        return PASSING;
    }

    /** H2 in files, in this process and its heap. A question that is asked again is answered again, and not from the memory of the last answer. */
    static CompareServer h2() {
        Servers servers = new Servers();
        Path directory = servers.directory("crmkit-compare");
        HikariDataSource others =
                servers.pool("jdbc:h2:file:" + directory.resolve(OTHERS) + ";WRITE_DELAY=0" + FORGETFUL, CONNECTIONS);
        HikariDataSource product = servers.pool(
                "jdbc:h2:file:" + directory.resolve(PRODUCT) + ";WRITE_DELAY=0;LOCK_TIMEOUT=10000" + FORGETFUL,
                CONNECTIONS);
        Recorder recorder = new Recorder(product);
        return new CompareServer(
                Database.H2, recorder, H2Storage.using(recorder.dataSource()), others, product, servers);
    }

    /** Brings both databases into the state that autovacuum would. */
    void settle() {
        if (database == Database.POSTGRES) {
            Servers.execute(product, "vacuum analyze");
            Servers.execute(others, "set statement_timeout = 0", "vacuum analyze", "reset statement_timeout");
        } else {
            Servers.execute(product, "analyze");
            Servers.execute(others, "analyze");
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

    @Override
    public void close() {
        opened.close();
    }
}
