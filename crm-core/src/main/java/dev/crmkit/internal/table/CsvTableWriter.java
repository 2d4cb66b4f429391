package dev.crmkit.internal.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** Writes CSV row by row, with line ends of RFC 4180. */
final class CsvTableWriter implements TableWriter {
    private final CsvWriter csv;

    CsvTableWriter(OutputStream bytes, TableOptions options) {
        this.csv = CsvWriter.builder()
                .fieldSeparator(options.delimiter())
                .quoteCharacter(options.quote())
                .lineDelimiter(LineDelimiter.CRLF)
                .build(new OutputStreamWriter(bytes, options.charset()));
    }

    @Override
    public void write(List<String> cells) throws IOException {
        try {
            csv.writeRecord(cells);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
