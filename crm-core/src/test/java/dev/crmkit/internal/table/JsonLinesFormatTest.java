package dev.crmkit.internal.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonLinesFormatTest {
    private static List<List<String>> rows(String text) throws IOException {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<List<String>> rows(byte[] bytes) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (TableReader reader =
                new JsonLinesFormat().open(new ByteArrayInputStream(bytes), TableOptions.defaults())) {
            for (List<String> row = reader.next(); row != null; row = reader.next()) {
                rows.add(row);
                assertThat(reader.rowNumber()).isEqualTo(rows.size());
            }
            assertThat(reader.bytesRead()).isEqualTo(bytes.length);
        }
        return rows;
    }

    @Test
    void fields_are_headers_and_values_are_cells() throws IOException {
        assertThat(rows("\uFEFF{\"a\":\"x\",\"b\":1.50,\"c\":[\"y\",{\"z\":null}]}\n\n{\"c\":null,\"a\":true}\r\n"))
                .containsExactly(
                        List.of("a", "b", "c"), List.of("x", "1.50", "[\"y\",{\"z\":null}]"), List.of("true", "", ""));
        assertThat(rows("")).isEmpty();
    }

    @Test
    void broken_lines_are_told_by_their_rows() {
        assertThatThrownBy(() -> rows("{\"a\":1}\n{\"a\":1},\n"))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("Row 3");
        assertThatThrownBy(() -> rows("{\"a\":1}\n{\"b\":1}\n"))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("'b'");
        assertThatThrownBy(() -> rows("[1]")).isInstanceOf(BrokenTableException.class);
        assertThatThrownBy(() -> rows("{}")).isInstanceOf(BrokenTableException.class);
        assertThatThrownBy(() -> rows(new byte[] {'{', (byte) 0xFF}))
                .isInstanceOf(BrokenTableException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void a_huge_exponent_is_not_written_out() throws IOException {
        assertThat(rows("{\"a\":1E+1000000000}").get(1)).containsExactly("1E+1000000000");
        assertThatThrownBy(() -> rows("{\"a\":[1E+1000000000]}")).isInstanceOf(BrokenTableException.class);
    }

    @Test
    void it_knows_its_files() {
        JsonLinesFormat format = new JsonLinesFormat();
        assertThat(format.reads("a.jsonl", new byte[0])).isTrue();
        assertThat(format.reads("a", "{\"b\":1}".getBytes(StandardCharsets.UTF_8)))
                .isTrue();
        assertThat(format.reads("a.csv", "{a},b".getBytes(StandardCharsets.UTF_8)))
                .isFalse();
    }
}
