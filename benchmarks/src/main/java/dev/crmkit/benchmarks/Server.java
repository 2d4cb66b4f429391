package dev.crmkit.benchmarks;

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
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * A database server with an empty database for the engine and another one for the hand-written table. Whoever opens it closes it.
 *
 * @param name for the report
 * @param storage the engine's storage
 * @param table the database of the hand-written table
 * @param ignoringKnown how a row that is there already is passed over: before and after the values of an insert into {@code pair}
 * @param end closes all of it
 */
record Server(String name, Storage storage, HikariDataSource table, List<String> ignoringKnown, Runnable end)
        implements AutoCloseable {

    /** PostgreSQL as it is configured from the start, in a process of its own. */
    static Server postgres() {
        try {
            EmbeddedPostgres server = EmbeddedPostgres.start();
            execute(server.getPostgresDatabase(), "create database engine", "create database hand");
            HikariDataSource engine = pool(server.getDatabase("postgres", "engine"));
            HikariDataSource hand = pool(server.getDatabase("postgres", "hand"));
            return new Server(
                    "PostgreSQL",
                    PostgresStorage.using(engine),
                    hand,
                    List.of("insert into pair (a, b) ", " on conflict do nothing"),
                    () -> {
                        hand.close();
                        engine.close();
                        close(server);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** H2 in files, in this process and its heap. */
    static Server h2() {
        try {
            Path directory = Files.createTempDirectory("crmkit-benchmark");
            JdbcDataSource source = new JdbcDataSource();
            source.setURL("jdbc:h2:file:" + directory.resolve("hand") + ";LAZY_QUERY_EXECUTION=1");
            HikariDataSource hand = pool(source);
            return new Server(
                    "H2",
                    H2Storage.file(directory.resolve("engine")),
                    hand,
                    List.of("merge into pair (a, b) key (a, b) ", ""),
                    () -> {
                        hand.close();
                        delete(directory);
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HikariDataSource pool(DataSource source) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setMaximumPoolSize(4);
        return new HikariDataSource(config);
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
