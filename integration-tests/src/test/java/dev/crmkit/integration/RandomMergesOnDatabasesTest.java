package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.CrmEngine;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.tck.RandomMerges;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** REC-7: what is merged and undone is as it was, on the databases too. */
class RandomMergesOnDatabasesTest {
    private static final int MERGES = 500;

    @Test
    @DisplayName("REC-7 500 merges in random graphs, undone in many orders, leave every workspace on H2 as it was")
    void onH2() {
        run(H2Storage.using(Databases.pooledH2()));
    }

    @Test
    @DisplayName(
            "REC-7 500 merges in random graphs, undone in many orders, leave every workspace on PostgreSQL as it was")
    void onPostgres() {
        run(PostgresStorage.using(Databases.pooledPostgres()));
    }

    private static void run(Storage storage) {
        long first = Long.getLong("crmkit.seed", 20261122L);
        RandomMerges.Tally tally = RandomMerges.Tally.NONE;
        try (CrmEngine engine = CrmEngine.builder()
                .storage(storage)
                .files(InMemoryFiles.create())
                .clock(InstantSource.fixed(Instant.parse("2026-03-01T09:00:00Z")))
                .build()) {
            for (long seed = first; tally.merges() < MERGES; seed++) {
                tally = tally.plus(RandomMerges.run(engine.workspace("seed " + seed), storage, seed));
            }
        }
        System.out.println("Undid random merges on " + storage.name() + ": " + tally);
        assertThat(tally.merges()).isGreaterThanOrEqualTo(MERGES);
    }
}
