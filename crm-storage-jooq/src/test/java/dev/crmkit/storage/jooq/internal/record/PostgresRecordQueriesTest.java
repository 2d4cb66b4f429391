package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Dialect;

class PostgresRecordQueriesTest extends RecordQueriesContract {
    @Override
    Dialect dialect() {
        return Dialect.POSTGRES;
    }
}
