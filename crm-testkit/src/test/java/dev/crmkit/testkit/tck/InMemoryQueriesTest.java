package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;

class InMemoryQueriesTest extends QueriesTck {
    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
