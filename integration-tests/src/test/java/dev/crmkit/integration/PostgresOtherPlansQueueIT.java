package dev.crmkit.integration;

/** The queue is right whatever plans the server chooses. */
class PostgresOtherPlansQueueIT extends QueueContract {
    @Override
    Database database() {
        return Database.postgres("-c enable_hashjoin=off -c enable_mergejoin=off -c enable_material=off");
    }
}
