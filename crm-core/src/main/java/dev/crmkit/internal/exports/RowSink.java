package dev.crmkit.internal.exports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.table.CsvFormat;
import dev.crmkit.internal.table.JsonLinesFormat;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the rows of an export go. Not thread-safe. */
interface RowSink extends AutoCloseable {

    /** Writes the next row, with null where there is nothing. */
    void write(List<@Nullable Object> row) throws IOException;

    /** Ends the file and closes the stream. */
    @Override
    void close() throws IOException;

    /** Begins the file of an export. */
    static RowSink open(ExportPlan plan, TableFormats formats, OutputStream out) throws IOException {
        List<String> headers = plan.columns().stream().map(ExportColumn::header).toList();
        if (plan.look().format().equals(JsonLinesFormat.NAME)) {
            return new Objects(new JsonLinesFormat.JsonLines(out), headers);
        }
        TableFormat format = formats.find(plan.look().format())
                .orElseThrow(() -> new InvalidInputException(
                        "export " + plan.slug() + " records",
                        List.of(new Violation(
                                "format",
                                ErrorCode.VALUE_MALFORMED,
                                "this engine does not know '" + plan.look().format()
                                        + "'. Build every engine with the same tableFormat(...)"))));
        Charset charset = plan.look().options().charset();
        if (plan.look().byteOrderMark()
                && format.name().equals(CsvFormat.NAME)
                && Set.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16BE, StandardCharsets.UTF_16LE)
                        .contains(charset)) {
            out.write("\uFEFF".getBytes(charset));
        }
        Table table = new Table(format.create(out, plan.look().options()));
        table.writer.write(headers);
        return table;
    }

    /** Rows of texts. Not thread-safe. */
    final class Table implements RowSink {
        private final TableWriter writer;

        private Table(TableWriter writer) {
            this.writer = writer;
        }

        @Override
        public void write(List<@Nullable Object> row) throws IOException {
            writer.write(row.stream()
                    .map(cell -> cell == null ? "" : cell.toString())
                    .toList());
        }

        @Override
        public void close() throws IOException {
            writer.close();
        }
    }

    /** JSON objects. Not thread-safe. */
    final class Objects implements RowSink {
        private final JsonLinesFormat.JsonLines lines;
        private final List<String> names;

        private Objects(JsonLinesFormat.JsonLines lines, List<String> names) {
            this.lines = lines;
            this.names = names;
        }

        @Override
        public void write(List<@Nullable Object> row) throws IOException {
            lines.write(names, row);
        }

        @Override
        public void close() throws IOException {
            lines.close();
        }
    }
}
