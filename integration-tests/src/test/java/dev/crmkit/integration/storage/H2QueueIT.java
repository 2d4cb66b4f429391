package dev.crmkit.integration.storage;

class H2QueueIT extends QueueContract {
    @Override
    Database database() {
        return Database.h2();
    }
}
