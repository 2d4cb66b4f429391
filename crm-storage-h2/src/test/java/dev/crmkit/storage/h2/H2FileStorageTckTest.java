package dev.crmkit.storage.h2;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.StorageTck;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.io.TempDir;

/** The storage kit on H2 in a file, on the storage's own pool. */
class H2FileStorageTckTest extends StorageTck {
    @TempDir
    static Path directory;

    private final Map<Storage, Path> places = new HashMap<>();

    @Override
    protected Storage newStorage() {
        return on(directory.resolve(UUID.randomUUID().toString()));
    }

    private Storage on(Path file) {
        Storage storage = H2Storage.file(file);
        places.put(storage, file);
        return storage;
    }

    @Override
    protected Storage reopen(Storage storage) {
        return on(Objects.requireNonNull(places.get(storage)));
    }

    @Override
    protected Connection hostConnection(Storage storage) throws SQLException {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:file:" + places.get(storage));
        return source.getConnection();
    }

    @Override
    protected int crowd() {
        return 2_000;
    }
}
