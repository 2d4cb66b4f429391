package dev.crmkit.internal.speed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.crmkit.spi.storage.Predicate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Param;

/** What is timed does the work that it is timed for. */
class BenchmarksTest {
    @Test
    @DisplayName("Each condition becomes a predicate of its own form")
    void conditions() throws Exception {
        assertThat(params(FilterBenchmark.class, "condition")).containsExactly("one", "several", "path");
        assertThat(compiled("one")).isInstanceOf(Predicate.In.class);
        assertThat(compiled("several"))
                .isInstanceOfSatisfying(
                        Predicate.Any.class,
                        any -> assertThat(any.parts())
                                .hasSize(2)
                                .allSatisfy(part -> assertThat(((Predicate.All) part).parts())
                                        .hasSize(4)));
        assertThat(compiled("path").toString()).contains("industry_04");
        assertThatIllegalArgumentException().isThrownBy(() -> compiled("none"));
    }

    private static Predicate compiled(String condition) {
        FilterBenchmark benchmark = new FilterBenchmark();
        benchmark.condition = condition;
        return benchmark.compile();
    }

    @Test
    @DisplayName("Values become canonical, one by one and all together")
    void values() throws Exception {
        for (String attribute : params(ValueBenchmark.class, "attribute")) {
            if (!attribute.equals(ValueBenchmark.ALL)) {
                assertThat(normalised(attribute)).containsExactly(SampleDeal.canonical(attribute));
            }
        }
        assertThat(normalised(ValueBenchmark.ALL)).hasSize(19);
        assertThat(normalised("name")).containsExactly("Alpine granite works, order 1187");
        assertThat((BigDecimal) normalised("amount").get(0)).isEqualByComparingTo("12345.6");
        assertThat(normalised("close_date")).containsExactly(LocalDate.of(2026, 5, 31));
        assertThat(normalised("last_contact")).containsExactly(Instant.parse("2026-02-27T13:03:09Z"));
        assertThat(normalised("phone")).containsExactly("+4930901820");
    }

    private static List<Object> normalised(String attribute) {
        ValueBenchmark benchmark = new ValueBenchmark();
        benchmark.attribute = attribute;
        return benchmark.normalise();
    }

    @Test
    @DisplayName("A document survives being written and read")
    void json() {
        JsonBenchmark benchmark = new JsonBenchmark();

        assertThat(benchmark.write()).isEqualTo(SampleDeal.stored().values());
        assertThat(benchmark.read()).hasSize(18).isEqualTo(SampleDeal.document());
    }

    private static List<String> params(Class<?> benchmark, String field) throws NoSuchFieldException {
        return List.of(benchmark.getField(field).getAnnotation(Param.class).value());
    }
}
