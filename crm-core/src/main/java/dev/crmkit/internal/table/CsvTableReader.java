package dev.crmkit.internal.table;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads CSV row by row. A byte that is no character of the charset, and a quote that is never closed, break the table. */
final class CsvTableReader implements TableReader {
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final Counted bytes;
    private final TableOptions options;
    private final CloseableIterator<CsvRecord> records;
    private long row;

    CsvTableReader(InputStream in, TableOptions options) throws IOException {
        this.bytes = new Counted(in);
        this.options = options;
        Reader characters = new BufferedReader(new InputStreamReader(
                bytes,
                options.charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
        try {
            characters.mark(1);
            if (characters.read() != BYTE_ORDER_MARK) {
                characters.reset();
            }
            this.records = CsvReader.builder()
                    .fieldSeparator(options.delimiter())
                    .quoteCharacter(options.quote())
                    .skipEmptyLines(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .allowUnclosedQuote(false)
                    .ofCsvRecord(characters)
                    .iterator();
        } catch (CharacterCodingException e) {
            bytes.close();
            throw undecodable(e);
        } catch (IOException | RuntimeException e) {
            bytes.close();
            throw e;
        }
    }

    @Override
    public @Nullable List<String> next() throws IOException {
        try {
            while (records.hasNext()) {
                row++;
                List<String> cells = records.next().getFields();
                if (!cells.stream().allMatch(WhiteSpace::isBlank)) {
                    return cells;
                }
            }
            return null;
        } catch (CsvParseException e) {
            if (e.getCause() instanceof IOException failure) {
                throw told(failure);
            }
            throw new BrokenTableException(
                    "Row " + (row + 1) + " is no CSV: " + e.getMessage()
                            + ". Look for a quote that is never closed, or for another delimiter or quote",
                    e);
        } catch (UncheckedIOException e) {
            throw told(e.getCause());
        }
    }

    private IOException told(IOException failure) {
        return failure instanceof CharacterCodingException coding ? undecodable(coding) : failure;
    }

    private BrokenTableException undecodable(CharacterCodingException e) {
        return new BrokenTableException(
                "A byte near row " + (row + 1) + " is no character of "
                        + options.charset().name() + ". Choose the charset in which the file was saved",
                e);
    }

    @Override
    public long rowNumber() {
        return row;
    }

    @Override
    public long bytesRead() {
        return bytes.count;
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }

    /** Counts what is read. Not thread-safe. */
    private static final class Counted extends FilterInputStream {
        private long count;

        Counted(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int next = in.read();
            count += next < 0 ? 0 : 1;
            return next;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
