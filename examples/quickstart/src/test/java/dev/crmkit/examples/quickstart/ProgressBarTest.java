package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);

    @Test
    void writesALineForEachQuarterIntoALog() {
        ProgressBar bar = new ProgressBar(stream, 8_000, false);
        for (int i = 0; i < 80; i++) {
            bar.advance(100);
        }
        assertThat(shown().lines())
                .containsExactly(
                        "Loading [#######                       ]  25% 2,000 of 8,000",
                        "Loading [###############               ]  50% 4,000 of 8,000",
                        "Loading [######################        ]  75% 6,000 of 8,000",
                        "Loading [##############################] 100% 8,000 of 8,000");
    }

    @Test
    void drawsOneLineOverAndOverForPeople() {
        ProgressBar bar = new ProgressBar(stream, 3_000, true);
        bar.advance(1_000);
        bar.advance(10);
        bar.advance(1_990);
        assertThat(shown())
                .isEqualTo("\rLoading [##########                    ]  33% 1,000 of 3,000"
                        + "\rLoading [##############################] 100% 3,000 of 3,000" + System.lineSeparator());
    }

    @Test
    void isSilentAboutShortLoads() {
        new ProgressBar(stream, 999, true).advance(999);
        assertThat(shown()).isEmpty();
    }

    private String shown() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
