package dev.crmkit.integration;

class H2QueueIT extends QueueContract {
    @Override
    Database database() {
        return Database.h2();
    }
}
