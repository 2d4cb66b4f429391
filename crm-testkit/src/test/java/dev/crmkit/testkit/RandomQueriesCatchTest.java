package dev.crmkit.testkit;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.testkit.tck.RandomQueries;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The differential test sees storages that lie, alone or together. */
class RandomQueriesCatchTest {
    private static CrmEngine engine(Storage storage) {
        return CrmEngine.builder()
                .storage(storage)
                .clock(VirtualClock.at(Instant.parse("2026-03-01T09:00:00Z")))
                .build();
    }

    private static Storage lyingBy(UnaryOperator<RecordQuery> lie) {
        return new BentStorage()
                .bend(
                        RecordStorage.class,
                        "list",
                        (RecordStorage honest, Object[] given) -> honest.list(lie.apply((RecordQuery) given[0])))
                .over(InMemoryStorage.create());
    }

    private static RecordQuery archivedToo(RecordQuery query) {
        return new RecordQuery(
                query.objectId(), query.predicate(), ArchivedFilter.ALL, query.sorts(), query.after(), query.limit());
    }

    private static RecordQuery withoutLastSort(RecordQuery query) {
        int keys = Math.max(0, query.sorts().size() - 1);
        return new RecordQuery(
                query.objectId(),
                query.predicate(),
                query.archived(),
                query.sorts().subList(0, keys),
                query.after(),
                query.limit());
    }

    private static void compare(Storage one, Storage other) {
        try (CrmEngine first = engine(one);
                CrmEngine second = engine(other)) {
            RandomQueries.compare(
                    List.of(
                            first.workspace("w").as(Actor.user("ada")),
                            second.workspace("w").as(Actor.user("ada"))),
                    5,
                    60,
                    100);
        }
    }

    @Test
    void aStorageThatDiffersFromAnotherIsNamedWithTheSeedAndTheQuestion() {
        assertThatThrownBy(() -> compare(InMemoryStorage.create(), lyingBy(RandomQueriesCatchTest::archivedToo)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("seed 5, query ", "engine 0 and engine 1 differ at place", "where ");
    }

    @Test
    void storagesThatAgreeOnAWrongAnswerAreCaughtByTheContract() {
        assertThatThrownBy(() -> compare(
                        lyingBy(RandomQueriesCatchTest::withoutLastSort),
                        lyingBy(RandomQueriesCatchTest::withoutLastSort)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("seed 5, query ", "the contract and engine 0 differ at place");
    }
}
