package dev.crmkit.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.crmkit.benchmarks.compare.Results.Case;
import dev.crmkit.benchmarks.compare.Results.Summary;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ResultsTest {
    private static final Case FIRST = new Case("big", Shape.all().get(0));
    private static final Case SECOND = new Case("big", Shape.all().get(1));

    @Test
    @DisplayName("A ratio is the median of the rounds' own ratios, not the ratio of medians")
    void ratio() {
        Results results = new Results();
        double[][] rounds = {{1, 2}, {10, 30}, {100, 100}};
        for (int round = 0; round < rounds.length; round++) {
            results.add(FIRST, "N", round, rounds[round][0]);
            results.add(FIRST, "L", round, rounds[round][1]);
        }

        assertThat(results.millis(FIRST, "N")).hasValue(10);
        assertThat(results.ratio(FIRST, "L", "N")).hasValue(2);
        assertThat(results.ratio(FIRST, "J", "N")).isEmpty();
    }

    @Test
    @DisplayName("A summary has the geometric mean, and the worst case by name")
    void summary() {
        Results results = new Results();
        for (Case one : List.of(FIRST, SECOND)) {
            results.add(one, "N", 1, 1);
        }
        results.add(FIRST, "L", 1, 1);
        results.add(SECOND, "L", 1, 4);

        Summary summary = results.summary("L", "N", any -> true);

        assertThat(summary.geomean()).isCloseTo(2, within(1e-9));
        assertThat(summary.worst()).isEqualTo(4);
        assertThat(summary.worstCase()).isEqualTo(SECOND);
        assertThat(results.summary("L", "N", any -> false)).isNull();
    }

    @Test
    @DisplayName("A shape that never found anything is named, whatever the set")
    void empty() {
        Results results = new Results();
        results.answered(FIRST, 0);
        results.answered(new Case("shared1k", FIRST.shape()), 3);
        results.answered(SECOND, 0);

        assertThat(results.empty()).containsExactly(SECOND.shape().id());
    }

    @Test
    @DisplayName("Answers are alike if their lines are, in order; numbers count, not their spelling")
    void answers() {
        Answer one = new Answer(List.of("a", "b", "c"));
        Answer other = new Answer(List.of("a", "c", "b"));

        assertThat(one).isNotEqualTo(other);
        assertThat(one.difference(other)).isEqualTo("3 lines and 3, from line 2 on [b] and [c]");
        assertThat(Answer.group(Arrays.asList("won", null, 3L, new BigDecimal("1.50"))))
                .isEqualTo(Answer.group(Arrays.asList("won", null, 3, new BigDecimal("1.5000"))))
                .isEqualTo("won|-|3|1.5");
    }
}
