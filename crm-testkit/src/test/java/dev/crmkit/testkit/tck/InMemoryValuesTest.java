package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;

class InMemoryValuesTest extends ValuesTck {
    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
