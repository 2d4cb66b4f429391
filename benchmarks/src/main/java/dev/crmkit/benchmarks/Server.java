package dev.crmkit.benchmarks;

import com.zaxxer.hikari.HikariDataSource;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A database server with an empty database for the engine and another one for the hand-written table. Whoever opens it closes it.
 *
 * @param name for the report
 * @param storage the engine's storage
 * @param table the database of the hand-written table
 * @param ignoringKnown how a row that is there already is passed over: before and after the values of an insert into {@code pair}
 * @param opened all of it
 */
record Server(String name, Storage storage, HikariDataSource table, List<String> ignoringKnown, Servers opened)
        implements AutoCloseable {
    private static final String ENGINE = "engine";
    private static final String HAND = "hand";
    private static final int CONNECTIONS = 4;

    /** PostgreSQL as it is configured from the start, in a process of its own. */
    static Server postgres() {
        Servers servers = new Servers();
        EmbeddedPostgres server = servers.postgres(Map.of(), ENGINE, HAND);
        return new Server(
                "PostgreSQL",
                PostgresStorage.using(servers.pool(server, ENGINE, CONNECTIONS)),
                servers.pool(server, HAND, CONNECTIONS),
                List.of("insert into pair (a, b) ", " on conflict do nothing"),
                servers);
    }

    /** H2 in files, in this process and its heap. */
    static Server h2() {
        Servers servers = new Servers();
        Path directory = servers.directory("crmkit-benchmark");
        return new Server(
                "H2",
                H2Storage.file(directory.resolve(ENGINE)),
                servers.pool("jdbc:h2:file:" + directory.resolve(HAND) + ";LAZY_QUERY_EXECUTION=1", CONNECTIONS),
                List.of("merge into pair (a, b) key (a, b) ", ""),
                servers);
    }

    @Override
    public void close() {
        opened.close();
    }
}
