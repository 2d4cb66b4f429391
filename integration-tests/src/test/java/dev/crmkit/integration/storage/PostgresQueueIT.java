package dev.crmkit.integration.storage;

class PostgresQueueIT extends QueueContract {
    @Override
    Database database() {
        return Database.postgres();
    }
}
