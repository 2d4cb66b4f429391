package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.CrmEngine;
import dev.crmkit.model.Actor;
import dev.crmkit.testkit.InMemoryStorage;
import dev.crmkit.testkit.VirtualClock;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RandomQueriesTest {
    private static CrmEngine engine(String now) {
        return CrmEngine.builder()
                .storage(InMemoryStorage.create())
                .clock(VirtualClock.at(Instant.parse(now)))
                .build();
    }

    @TestFactory
    Stream<DynamicTest> enginesAgreeWithEachOtherAndWithTheContract() {
        return LongStream.rangeClosed(1, 2)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    String now = seed % 2 == 0 ? "2026-03-29T00:30:00Z" : "2026-12-31T23:59:59.999999Z";
                    try (CrmEngine one = engine(now);
                            CrmEngine other = engine(now)) {
                        int telling = RandomQueries.answered(
                                List.of(
                                        one.workspace("w").as(Actor.user("ada")),
                                        other.workspace("w").as(Actor.user("ada"))),
                                seed,
                                60,
                                300);
                        assertThat(telling)
                                .as("questions that tell records apart")
                                .isGreaterThan(150);
                    }
                }));
    }

    @Test
    void enginesWithDifferentClocksAreRefused() {
        try (CrmEngine one = engine("2026-03-01T00:00:00Z");
                CrmEngine other = engine("2026-03-02T00:00:00Z")) {
            assertThatThrownBy(() -> RandomQueries.compare(
                            List.of(
                                    one.workspace("w").as(Actor.user("ada")),
                                    other.workspace("w").as(Actor.user("ada"))),
                            1,
                            10,
                            10))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("one clock");
        }
    }
}
