package dev.crmkit.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CSV as it is read and written. */
class CsvTableTest {
    private static final CsvFormat CSV = new CsvFormat();

    private static List<List<String>> read(byte[] bytes, TableOptions options) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (TableReader reader = CSV.open(new ByteArrayInputStream(bytes), options)) {
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
            }
        }
        return rows;
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cell = Arbitraries.strings()
                .withChars('a', 'é', '"', '\'', ',', ';', '\t', '\n', '\r', ' ', '=', '|', '€')
                .ofMaxLength(6)
                .map(text -> "x" + text);
        return cell.list().ofMinSize(1).ofMaxSize(5).list().ofMaxSize(6);
    }

    @Property(tries = 300)
    void whatIsWrittenIsRead(@ForAll("tables") List<List<String>> rows, @ForAll boolean semicolons) throws IOException {
        TableOptions options = TableOptions.defaults().delimiter(semicolons ? ';' : ',');
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TableWriter writer = CSV.create(bytes, options)) {
            for (List<String> row : rows) {
                writer.write(row);
            }
        }
        assertThat(read(bytes.toByteArray(), options)).isEqualTo(rows);
    }

    @Property(tries = 300)
    void aGuardComesOffAgain(@ForAll("tables") List<List<String>> rows) {
        for (List<String> row : rows) {
            for (String cell : row) {
                for (String text :
                        List.of(cell, cell.substring(1), "'" + cell.substring(1), "''=" + cell, "=" + cell)) {
                    String guarded = Formulas.neutralise(text);
                    assertThat(Formulas.restore(guarded)).isEqualTo(text);
                    assertThat(guarded).doesNotStartWith("=");
                }
            }
        }
    }

    @Test
    @DisplayName("Rows are numbered as a spreadsheet numbers them, empty ones among them")
    void numbers() throws IOException {
        byte[] bytes = "a\n\n\"b\nc\"\n , \nd".getBytes(StandardCharsets.UTF_8);
        try (TableReader reader = CSV.open(new ByteArrayInputStream(bytes), TableOptions.defaults())) {
            List<Long> numbers = new ArrayList<>();
            while (reader.next() != null) {
                numbers.add(reader.rowNumber());
            }
            assertThat(numbers).containsExactly(1L, 3L, 5L);
            assertThat(reader.bytesRead()).isEqualTo(bytes.length);
        }
    }

    @Test
    @DisplayName("A quote that is never closed and a byte of another charset break the table, and say where")
    void broken() {
        assertThatThrownBy(() -> read("a\n\"b".getBytes(StandardCharsets.UTF_8), TableOptions.defaults()))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("Row 2");
        byte[] latin = "a\nMüller".getBytes(Charset.forName("windows-1252"));
        assertThatThrownBy(() -> read(latin, TableOptions.defaults()))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("UTF-8");
    }

    /** A table that is made as it is read. Not thread-safe. */
    private static final class Endless extends InputStream {
        private final long rows;
        private long row;
        private byte[] line = new byte[0];
        private int at;

        Endless(long rows) {
            this.rows = rows;
        }

        @Override
        public int read() {
            if (at == line.length) {
                if (row == rows) {
                    return -1;
                }
                line = ("Company " + row++ + ",\"A \"\"quoted\"\" text\",12\n").getBytes(StandardCharsets.UTF_8);
                at = 0;
            }
            return line[at++];
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            int count = 0;
            for (int next = 0; count < length && next >= 0; ) {
                next = read();
                if (next >= 0) {
                    buffer[offset + count++] = (byte) next;
                }
            }
            return count == 0 ? -1 : count;
        }
    }

    @Test
    @DisplayName("A million rows stream: what is read never runs ahead of the rows by more than some buffers")
    void streams() throws IOException {
        Endless table = new Endless(1_000_000);
        try (TableReader reader = CSV.open(table, TableOptions.defaults())) {
            long rows = 0;
            while (reader.next() != null) {
                rows++;
                if (table.row - rows > 2_000) {
                    throw new AssertionError("After " + rows + " rows " + table.row + " were read");
                }
            }
            assertThat(rows).isEqualTo(1_000_000);
        }
    }
}
