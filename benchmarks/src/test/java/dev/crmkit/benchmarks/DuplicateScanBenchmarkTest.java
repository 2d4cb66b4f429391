package dev.crmkit.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DuplicateScanBenchmarkTest {
    @Test
    @DisplayName("On PostgreSQL engine and hand-written table find the same number of pairs, and the report says so")
    void postgres() {
        check(Server.postgres());
    }

    @Test
    @DisplayName("On H2 engine and hand-written table find the same number of pairs, and the report says so")
    void h2() {
        check(Server.h2());
    }

    private static void check(Server opened) {
        try (Server server = opened) {
            DuplicateScanBenchmark.Report report = DuplicateScanBenchmark.run(server, 2_500, 1);

            assertThat(report.handPairs()).isGreaterThan(100);
            assertThat(report.enginePairs()).isEqualTo(report.handPairs());
            assertThat(report.ratio()).isPositive();
            assertThat(report.peak()).isPositive();
            ByteArrayOutputStream printed = new ByteArrayOutputStream();
            DuplicateScanBenchmark.print(new PrintStream(printed, true, StandardCharsets.UTF_8), report);
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains(server.name() + ", 2,500 persons", "ratio", "peak heap");
        }
    }
}
