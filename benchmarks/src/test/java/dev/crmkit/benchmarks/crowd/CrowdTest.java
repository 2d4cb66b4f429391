package dev.crmkit.benchmarks.crowd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A short visit finds nothing wrong. */
class CrowdTest {

    @ParameterizedTest
    @ValueSource(strings = {"postgres", "h2"})
    void a_short_visit_ends_well(String storage) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean well = Crowd.main(
                List.of("--storage", storage, "--threads", "16", "--seconds", "5", "--records", "500"),
                new PrintStream(out, true, StandardCharsets.UTF_8));

        assertThat(well).as(out.toString(StandardCharsets.UTF_8)).isTrue();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("upsert 20 by code")
                .contains("all well");
    }

    @Test
    void unknown_arguments_are_refused() {
        assertThatThrownBy(() -> Crowd.main(List.of("--people", "3"), System.out))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("--people");
    }
}
