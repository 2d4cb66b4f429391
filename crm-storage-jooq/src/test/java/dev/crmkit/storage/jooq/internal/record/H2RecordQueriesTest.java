package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Dialect;

class H2RecordQueriesTest extends RecordQueriesContract {
    @Override
    Dialect dialect() {
        return Dialect.H2;
    }
}
