package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import dev.crmkit.testkit.SpecRule;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the engine asks of a form of tables. Extend it, say how to get the format, and run it with JUnit. Not thread-safe. */
public abstract class TableFormatTck {
    private static final List<String> ODD_TEXTS = List.of(
            "plain",
            "=1+1",
            "+49 30 901820",
            "-5",
            "-5.00 EUR",
            "@SUM(A1)",
            "'=1",
            "''-x",
            "'tis",
            "00123",
            "123",
            "1.50",
            "1.5",
            "-0",
            "1e5",
            "12345678901234567890",
            "999999999999999",
            "0.000000000000001",
            "0.1",
            "TRUE",
            "true",
            "2026-03-01",
            "a,b;c\td|e",
            "he said \"hi\"",
            "\"",
            "two\nlines",
            "\u00E9\u4E2D\uD83D\uDE00",
            "a\u0001b\u007F",
            "_x0041_",
            "_x005F_x0041_",
            "<a href=\"x\">&amp;</a>",
            "{\"a\":[1]}",
            "[1]",
            "null",
            " x ",
            "\tx",
            "x\n",
            "#N/A");

    /** For subclasses. */
    protected TableFormatTck() {}

    /**
     * The format.
     *
     * @throws Exception fails the test
     */
    protected abstract TableFormat format() throws Exception;

    private TableFormat opened() {
        try {
            return format();
        } catch (Exception e) {
            throw new AssertionError("format() failed", e);
        }
    }

    /** An output that tells whether it was closed. Not thread-safe. */
    private static final class Output extends ByteArrayOutputStream {
        private int closed;

        @Override
        public void close() {
            closed++;
        }
    }

    private byte[] written(List<List<String>> rows) throws IOException {
        Output out = new Output();
        try (TableWriter writer = opened().create(out, TableOptions.defaults())) {
            for (List<String> row : rows) {
                writer.write(row);
            }
        }
        assertThat(out.closed).as("the stream is closed").isPositive();
        return out.toByteArray();
    }

    /** The rows with as many cells as the first has. */
    private List<List<String>> read(byte[] bytes) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (TableReader reader = opened().open(new ByteArrayInputStream(bytes), TableOptions.defaults())) {
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                List<String> cells = new ArrayList<>(row);
                while (!rows.isEmpty() && cells.size() < rows.get(0).size()) {
                    cells.add("");
                }
                rows.add(cells);
            }
            assertThat(reader.next()).as("after the end").isNull();
            assertThat(reader.bytesRead()).isEqualTo(bytes.length);
        }
        return rows;
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("Every text comes back as it was, whatever a spreadsheet or a parser might make of it")
    void textsComeBack() throws IOException {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("n", "text", "between"));
        for (String text : ODD_TEXTS) {
            rows.add(List.of("x" + rows.size(), text, "y"));
        }
        assertThat(read(written(rows))).isEqualTo(rows);
    }

    @Test
    @SpecRule("VAL-2")
    @DisplayName("Random tables come back cell by cell")
    void randomTables() throws IOException {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int columns = 1 + random.nextInt(5);
            List<List<String>> rows = new ArrayList<>();
            List<String> headers = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                headers.add("h" + i);
            }
            rows.add(headers);
            for (int i = 1 + random.nextInt(300); i > 0; i--) {
                List<String> row = new ArrayList<>();
                for (int column = 0; column < columns; column++) {
                    row.add(column > 0 && random.nextInt(4) == 0 ? "" : text(random));
                }
                rows.add(row);
            }
            assertThat(read(written(rows))).as("seed " + seed).isEqualTo(rows);
        }
    }

    private static String text(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
            case 1 -> String.valueOf(random.nextLong() / (1L << random.nextInt(63)));
            default ->
                ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size())) + ODD_TEXTS.get(random.nextInt(ODD_TEXTS.size()));
        };
    }

    @Test
    @SpecRule("VAL-1")
    @DisplayName("Empty cells are empty texts; rows without text are passed over, and count")
    void emptyCells() throws IOException {
        byte[] bytes = written(
                List.of(List.of("a", "b", "c"), List.of("", "x", ""), List.of("", "", ""), List.of("y", "", "z")));
        try (TableReader reader = opened().open(new ByteArrayInputStream(bytes), TableOptions.defaults())) {
            assertThat(reader.rowNumber()).isZero();
            assertThat(reader.next()).containsExactly("a", "b", "c");
            assertThat(reader.rowNumber()).isEqualTo(1);
            assertThat(reader.next()).startsWith("", "x");
            assertThat(reader.rowNumber()).isEqualTo(2);
            assertThat(reader.next()).containsExactly("y", "", "z");
            assertThat(reader.rowNumber()).isEqualTo(4);
            assertThat(reader.next()).isNull();
        }
        assertThat(read(written(List.of()))).isEmpty();
    }

    @Test
    @DisplayName(
            "Rows reach the file while others are written, and a reader gives the first before the file is at its end")
    void rowsStream() throws IOException {
        Output out = new Output();
        List<String> row = new ArrayList<>(Collections.nCopies(10, ""));
        Random random = new Random(7);
        int half;
        try (TableWriter writer = opened().create(out, TableOptions.defaults())) {
            writer.write(Arrays.asList("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"));
            for (int i = 0; i < 10_000; i++) {
                row.replaceAll(cell -> Long.toHexString(random.nextLong()));
                writer.write(row);
            }
            half = out.size();
            for (int i = 0; i < 10_000; i++) {
                row.replaceAll(cell -> Long.toHexString(random.nextLong()));
                writer.write(row);
            }
        }
        assertThat(half).as("written when half of the rows were").isGreaterThan(out.size() / 3);
        int[] closed = new int[1];
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray()) {
            @Override
            public void close() {
                closed[0]++;
            }
        };
        TableReader reader = opened().open(in, TableOptions.defaults());
        assertThat(reader.next()).hasSize(10);
        assertThat(reader.next()).hasSize(10);
        assertThat(reader.bytesRead()).isLessThan(out.size() / 2);
        reader.close();
        reader.close();
        assertThat(closed[0]).isPositive();
    }

    @Test
    @DisplayName("The format knows its files by name and begin, and is named in lower case")
    void itKnowsItsFiles() throws IOException {
        TableFormat format = opened();
        byte[] bytes = written(List.of(List.of("a", "b"), List.of("x", "y")));
        assertThat(format.name()).matches("[a-z][a-z0-9]{0,19}");
        assertThat(format.mediaType()).matches("[a-z]+/[a-z0-9.+-]+");
        assertThat(format.reads("table." + format.name(), Arrays.copyOf(bytes, Math.min(bytes.length, 4_096))))
                .isTrue();
        assertThat(format.reads("picture.png", new byte[] {(byte) 0x89, 'P', 'N', 'G', 0, 0, 0}))
                .isFalse();
    }
}
