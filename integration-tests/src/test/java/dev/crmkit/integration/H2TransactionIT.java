package dev.crmkit.integration;

class H2TransactionIT extends TransactionContract {
    @Override
    Database database() {
        return Database.h2();
    }
}
