package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryStorage;

class InMemoryRelativeDatesTest extends RelativeDatesTck {
    @Override
    protected Storage newStorage() {
        return InMemoryStorage.create();
    }
}
