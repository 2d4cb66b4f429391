package dev.crmkit.integration.storage;

class H2TransactionIT extends TransactionContract {
    @Override
    Database database() {
        return Database.h2();
    }
}
