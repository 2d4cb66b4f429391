package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;

class InMemoryAggregatesTest extends AggregatesTck {
    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
