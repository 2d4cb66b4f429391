package dev.crmkit.internal.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.speed.SampleDeal;
import dev.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is timed does the work that it is timed for. */
class RecordBenchmarkTest {
    private final RecordBenchmark benchmark = new RecordBenchmark();

    @Test
    @DisplayName("A stored record is read with all its values, and written as it was")
    void reading() {
        assertThat(benchmark.read())
                .hasSize(19)
                .allSatisfy((id, value) -> assertThat(value)
                        .isEqualTo(SampleDeal.canonical(SampleDeal.OBJECT
                                .findAttribute(id)
                                .orElseThrow()
                                .slug())));
        assertThat(benchmark.write())
                .containsExactly(
                        SampleDeal.stored().values(), SampleDeal.stored().longValues());
    }

    @Test
    @DisplayName("A change of two values is a new version with these two changed")
    void changing() {
        StoredRecord changed = benchmark.diff();
        Map<String, Object> document = new LinkedHashMap<>(SampleDeal.document());
        document.put("amount", BigDecimal.valueOf(99));
        document.put("stage", "stage_04");

        assertThat(changed.version()).isEqualTo(2);
        assertThat(Json.readObject(changed.values())).isEqualTo(document);
        assertThat(changed.longValues()).isEqualTo(SampleDeal.stored().longValues());
    }

    @Test
    @DisplayName("A change that says the same leaves the record as it was")
    void changingNothing() {
        assertThat(benchmark.same()).isEqualTo(SampleDeal.stored());
    }
}
