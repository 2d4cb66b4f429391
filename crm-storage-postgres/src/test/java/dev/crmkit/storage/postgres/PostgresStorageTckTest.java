package dev.crmkit.storage.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.StorageTck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;

/** The storage kit on PostgreSQL, on the host's own pool. */
class PostgresStorageTckTest extends StorageTck {
    private final Map<Storage, DataSource> places = new HashMap<>();
    private final List<HikariDataSource> pools = new ArrayList<>();

    @Override
    protected Storage newStorage() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(TestPostgres.newDatabase().superuser());
        config.setMaximumPoolSize(40);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return on(pool);
    }

    private Storage on(DataSource place) {
        Storage storage = PostgresStorage.using(place);
        places.put(storage, place);
        return storage;
    }

    private DataSource place(Storage storage) {
        return Objects.requireNonNull(places.get(storage));
    }

    @Override
    protected Storage reopen(Storage storage) {
        return on(place(storage));
    }

    @Override
    protected Connection hostConnection(Storage storage) throws SQLException {
        return place(storage).getConnection();
    }

    @AfterAll
    void closePools() {
        pools.forEach(HikariDataSource::close);
    }
}
