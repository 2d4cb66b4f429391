package dev.crmkit.testkit;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.StorageTck;
import org.junit.jupiter.api.DisplayName;

/** The in-memory storage keeps the contract of storages. */
@DisplayName("In-memory storage")
class InMemoryStorageTest extends StorageTck {

    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
