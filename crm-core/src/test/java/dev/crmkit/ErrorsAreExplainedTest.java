package dev.crmkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.error.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} explains each code once, in the order of the enum, and nothing else. */
class ErrorsAreExplainedTest {
    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| (.+) \\| (.+) \\|");

    @Test
    void every_code_has_its_row() throws IOException {
        List<Matcher> rows = Files.readAllLines(page()).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .toList();
        assertThat(rows)
                .extracting(row -> row.group(1))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
        assertThat(rows).allSatisfy(row -> {
            assertThat(row.group(2)).as("when %s", row.group(1)).hasSizeGreaterThan(10);
            assertThat(row.group(3)).as("what to do about %s", row.group(1)).hasSizeGreaterThan(10);
        });
    }

    /** The tests run in the module's directory or in one above it. */
    private static Path page() {
        return Stream.iterate(Path.of("").toAbsolutePath(), directory -> directory != null, Path::getParent)
                .map(directory -> directory.resolve("docs").resolve("errors.md"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no docs/errors.md above the module"));
    }
}
