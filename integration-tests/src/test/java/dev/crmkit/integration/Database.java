package dev.crmkit.integration;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A new, empty database of one product, and storages on it.
 *
 * @param dataSource the host's connections; each is a new one
 * @param storage a storage on connections of the host
 * @param joining the same, joining the host's transactions
 */
record Database(DataSource dataSource, Function<DataSource, Storage> storage, Function<DataSource, Storage> joining) {
    static Database h2() {
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000");
        return new Database(
                dataSource, H2Storage::using, lent -> H2Storage.using(lent).joiningHostTransactions());
    }

    static Database postgres() {
        return postgres("");
    }

    /** Sessions begin with these options, as in {@code -c enable_hashjoin=off}. */
    static Database postgres(String options) {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) Databases.postgres();
        if (!options.isEmpty()) {
            dataSource.setOptions(options);
        }
        return new Database(
                dataSource,
                PostgresStorage::using,
                lent -> PostgresStorage.using(lent).joiningHostTransactions());
    }

    /** Runs statements, each in a transaction of its own. */
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
}
