package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Dialect;

class PostgresRecordWritesTest extends RecordWritesContract {
    @Override
    Dialect dialect() {
        return Dialect.POSTGRES;
    }
}
