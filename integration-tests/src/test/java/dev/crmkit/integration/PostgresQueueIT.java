package dev.crmkit.integration;

class PostgresQueueIT extends QueueContract {
    @Override
    Database database() {
        return Database.postgres();
    }
}
