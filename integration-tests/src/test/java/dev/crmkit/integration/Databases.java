package dev.crmkit.integration;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/** Fresh databases for tests: one PostgreSQL server per JVM, a database per call. */
final class Databases {
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private Databases() {}

    /** The one server; it ends with the JVM. */
    private static final class Server {
        private static final EmbeddedPostgres INSTANCE = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "500")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static DataSource postgres() {
        String name = "crm" + NUMBER.incrementAndGet();
        try (Connection connection = Server.INSTANCE.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return Server.INSTANCE.getDatabase("postgres", name);
    }

    /** A fresh PostgreSQL database behind a pool, as hosts have one. */
    static DataSource pooledPostgres() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres());
        config.setMaximumPoolSize(30);
        config.setMinimumIdle(0);
        return new HikariDataSource(config);
    }

    /** A fresh H2 database behind a pool. */
    static DataSource pooledH2() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:crm" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1", "sa", "");
        pool.setMaxConnections(60);
        return pool;
    }

    static DataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:crm" + NUMBER.incrementAndGet() + ";DB_CLOSE_DELAY=-1");
        return source;
    }
}
