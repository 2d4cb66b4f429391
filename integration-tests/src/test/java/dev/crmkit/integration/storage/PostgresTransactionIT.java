package dev.crmkit.integration.storage;

class PostgresTransactionIT extends TransactionContract {
    @Override
    Database database() {
        return Database.postgres();
    }
}
