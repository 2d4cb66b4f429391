package dev.crmkit.integration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.storage.h2.H2Storage;
import dev.crmkit.storage.postgres.PostgresStorage;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.tck.RandomQueries;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** FLT, QRY-1, QRY-2: three storages, one truth. */
class ThreeStorageDifferentialTest {
    /** Schemas, each with records and queries of their own. */
    private static final int SEEDS = 10;

    private static final int RECORDS = 60;
    private static final int QUERIES = 520;

    @Test
    @DisplayName(
            "FLT-1 to FLT-9, QRY-1, QRY-2 In-memory, H2 and PostgreSQL give the same pages for over 5,000 random queries")
    void sameAnswers() {
        InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-29T00:30:00Z"));
        long first = Long.getLong("crmkit.seed", 20261122L);
        try (CrmEngine memory = CrmEngine.builder()
                        .storage(InMemoryStorage.create())
                        .clock(clock)
                        .build();
                CrmEngine h2 = CrmEngine.builder()
                        .storage(H2Storage.using(Databases.pooledH2()))
                        .clock(clock)
                        .build();
                CrmEngine postgres = CrmEngine.builder()
                        .storage(PostgresStorage.using(Databases.pooledPostgres()))
                        .clock(clock)
                        .build()) {
            int compared = 0;
            for (long seed = first; seed < first + SEEDS; seed++) {
                String workspace = "seed " + seed;
                RandomQueries.compare(
                        List.of(
                                memory.workspace(workspace).as(Actor.user("ada")),
                                h2.workspace(workspace).as(Actor.user("ada")),
                                postgres.workspace(workspace).as(Actor.user("ada"))),
                        seed,
                        RECORDS,
                        QUERIES);
                compared += QUERIES;
            }
            System.out.println("Compared " + compared + " random queries on three storages, page by page");
            assertThat(compared).isGreaterThanOrEqualTo(5_000);
        }
    }
}
