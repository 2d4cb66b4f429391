package dev.crmkit.benchmarks.compare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.crmkit.benchmarks.imports.ImportOutcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CompareTest {
    @Test
    @DisplayName(
            "On PostgreSQL all layouts answer every shape alike, ids in the same order, and every shape finds something")
    void postgres() throws Exception {
        Findings findings = run("--records 2000 --rounds 1 --write-rounds 1 --explain 1");

        checkAnswers(findings);
        assertThat(findings.reads().contestants()).containsExactly("N", "N jOOQ", "L SQL", "L", "J", "G", "V");
        assertThat(findings.writes().contestants()).containsExactly("N", "L", "J", "G", "V");
        assertThat(findings.bytes())
                .containsKeys("N", "L", "J", "G", "V")
                .allSatisfy((what, bytes) -> assertThat(bytes).isPositive());
        checkReports(findings, "PostgreSQL", "promoted: 800 deals");
        assertThat(names(JsonReport.of(findings)))
                .contains("promoted", "shared9k", "shared1k", "untuned", "engineOverhead", "writes", "notMeasured")
                .doesNotContain("big", "import");
    }

    @Test
    @DisplayName("On PostgreSQL without row-level security the answers are the same")
    void withoutRowLevelSecurity() {
        Findings findings = run("--records 2000 --rounds 1 --write-rounds 0 --layouts none --sets big"
                + " --row-level-security off --queries Q2,Q4b,Q5c,U9");

        checkAnswers(findings);
        assertThat(findings.about()).contains("row-level security off");
    }

    @Test
    @DisplayName("An import runs too where one is asked for, and all rows are there once")
    void imports() throws Exception {
        Findings findings = run("--records 2000 --rounds 1 --write-rounds 0 --layouts none --sets shared1k"
                + " --queries Q16 --import-rows 300");

        ImportOutcome imported = Objects.requireNonNull(findings.imported());
        assertThat(imported.fault()).isNull();
        assertThat(imported.heapPeak()).isBetween(1L, imported.heapLimit());
        assertThat(findings.areRight()).isTrue();
        assertThat(names(JsonReport.of(findings))).contains("import");
        assertThat(text(findings)).contains("import: 300 rows; COPY").doesNotContain("not measured: import");
    }

    @Test
    @DisplayName("A report is wrong if contestants disagree, or if a row that was imported is missing")
    void wrong() {
        Results reads = new Results();
        Findings findings = new Findings("", false, Sizes.of(2_000), reads, new Results(), Map.of(), null, List.of());
        Findings incomplete = findings.withImport(new ImportOutcome(10, 0, 1, 4, 100, 512, "9 rows"));

        assertThat(findings.areRight()).isTrue();
        assertThat(incomplete.areRight()).isFalse();
        assertThat(text(incomplete)).contains("COPY / import: 0.25").contains("WRONG: 9 rows");
        assertThat(JsonReport.of(incomplete)).contains("\"ratio\":0.25").contains("\"right\":false");
        reads.disagree("Q1");
        assertThat(findings.areRight()).isFalse();
    }

    @Test
    @DisplayName("On H2 product and hand-written tables answer every shape alike")
    void h2() throws Exception {
        Findings findings = run("--storage h2 --records 2000 --rounds 1 --write-rounds 1");

        checkAnswers(findings);
        assertThat(findings.reads().contestants()).containsExactly("N", "N jOOQ", "L SQL", "L");
        checkReports(findings, "H2", "big: 800 deals", "not measured: promoted");
    }

    private static Findings run(String arguments) {
        return Compare.run(
                CompareArguments.parse(List.of(arguments.split(" ", -1))),
                what -> {},
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
    }

    private static void checkAnswers(Findings findings) {
        assertThat(findings.reads().disagreements()).isEmpty();
        assertThat(findings.reads().empty()).isEmpty();
        for (Results.Case one : findings.reads().cases()) {
            assertThat(findings.reads().ratio(one, "L", Results.BASE))
                    .as("%s", one)
                    .isPresent();
            assertThat(findings.reads().ratio(one, "L SQL", Results.BASE))
                    .as("%s", one)
                    .isPresent();
        }
    }

    private static void checkReports(Findings findings, String... texts) {
        assertThat(text(findings))
                .contains(texts)
                .contains(
                        "Q16 get by id",
                        "U38 board of own records by permission",
                        "U40 members of a list, select =, by number",
                        "geometric mean, held-out shapes",
                        "not measured: import",
                        "all contestants gave the same answers");
    }

    private static String text(Findings findings) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        TextReport.print(new PrintStream(printed, true, StandardCharsets.UTF_8), findings);
        return printed.toString(StandardCharsets.UTF_8);
    }

    /** The names at the outermost level, if it is one JSON object. */
    private static List<String> names(String json) throws IOException {
        List<String> names = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                names.add(parser.currentName());
                parser.nextToken();
                parser.skipChildren();
            }
            assertThat(parser.nextToken()).isNull();
        }
        return names;
    }
}
