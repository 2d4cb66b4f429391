package dev.crmkit.internal.table;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharsetEncoder;
import java.util.List;

/** Writes CSV by RFC 4180, with cells that a spreadsheet would compute made harmless. Not thread-safe. */
final class CsvTableWriter implements TableWriter {
    private final CsvWriter csv;
    private final CharsetEncoder encoder;
    private long rows;

    CsvTableWriter(OutputStream bytes, TableOptions options) {
        this.encoder = options.charset().newEncoder();
        this.csv = CsvWriter.builder()
                .fieldSeparator(options.delimiter())
                .quoteCharacter(options.quote())
                .lineDelimiter(LineDelimiter.CRLF)
                .build(new OutputStreamWriter(bytes, options.charset()));
    }

    @Override
    public void write(List<String> cells) throws IOException {
        rows++;
        List<String> harmless = cells.stream().map(Formulas::neutralise).toList();
        for (String cell : harmless) {
            // A question mark in the place of a letter would be a value that nobody wrote.
            if (!encoder.canEncode(cell)) {
                throw new IOException("Row " + rows + " has a character that the charset "
                        + encoder.charset().name() + " lacks. Choose UTF-8");
            }
        }
        try {
            csv.writeRecord(harmless);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws IOException {
        csv.close();
    }
}
