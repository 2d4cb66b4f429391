package dev.crmkit.storage.h2;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.StorageTck;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The storage kit on H2 in memory, on the host's own pool. */
class H2MemoryStorageTckTest extends StorageTck {
    private final Map<Storage, DataSource> places = new HashMap<>();

    @Override
    protected Storage newStorage() {
        JdbcConnectionPool pool =
                JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
        pool.setMaxConnections(60);
        return on(pool);
    }

    private Storage on(DataSource place) {
        Storage storage = H2Storage.using(place);
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
}
