package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;

class InMemoryFiltersTest extends FiltersTck {
    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
