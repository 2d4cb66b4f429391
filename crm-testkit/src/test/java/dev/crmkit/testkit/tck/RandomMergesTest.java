package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.CrmEngine;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.InMemoryFiles;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.VirtualClock;
import java.time.Instant;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RandomMergesTest {
    private static final int AT_ONCE = 16;
    /** {@code -Dcrmkit.merges=50000} for the long run. */
    private static final int MERGES = Integer.getInteger("crmkit.merges", 4_000);

    @Test
    @SpecRule("REC-7")
    @DisplayName("Thousands of merges in random graphs, undone in many orders, leave every workspace as it was")
    void unmergeRestoresTheWorkspace() {
        long first = Long.getLong("crmkit.seed", 20261122L);
        RandomMerges.Tally tally = RandomMerges.Tally.NONE;
        for (long seed = first; tally.merges() < MERGES; seed += AT_ONCE) {
            tally = LongStream.range(seed, seed + AT_ONCE)
                    .parallel()
                    .mapToObj(RandomMergesTest::run)
                    .reduce(RandomMerges.Tally.NONE, RandomMerges.Tally::plus)
                    .plus(tally);
        }
        System.out.println("Undid random merges in memory: " + tally);
        assertThat(tally.outOfOrder()).as("undone out of order, of %s", tally).isGreaterThan(tally.merges() / 50);
        assertThat(tally.refused()).as("refused, of %s", tally).isPositive();
    }

    /** A storage for each: the log of another workspace would only take memory. */
    private static RandomMerges.Tally run(long seed) {
        Storage storage = InMemoryStorage.create();
        try (CrmEngine engine = CrmEngine.builder()
                .storage(storage)
                .files(InMemoryFiles.create())
                .clock(VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z")))
                .build()) {
            return RandomMerges.run(engine.workspace("w"), storage, seed);
        }
    }
}
