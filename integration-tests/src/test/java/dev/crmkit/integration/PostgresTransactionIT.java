package dev.crmkit.integration;

class PostgresTransactionIT extends TransactionContract {
    @Override
    Database database() {
        return Database.postgres();
    }
}
