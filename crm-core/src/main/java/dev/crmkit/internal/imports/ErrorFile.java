package dev.crmkit.internal.imports;

import dev.crmkit.internal.table.CsvFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

/** CSV as a stream that asks for its rows portion by portion, as it is read. Not instantiable. */
final class ErrorFile {
    private static final CsvFormat CSV = new CsvFormat();

    private ErrorFile() {}

    /** How the file stands: as the table of the import where that is CSV, so that it is imported in the same way. */
    static TableOptions options(StoredSpec spec) {
        if (!spec.format().equals(CsvFormat.NAME)) {
            return TableOptions.defaults();
        }
        // Each portion is encoded for itself, and only the first may have a byte-order mark.
        Charset charset = spec.options().charset();
        return charset.equals(StandardCharsets.UTF_16)
                ? spec.options().charset(StandardCharsets.UTF_16BE)
                : spec.options();
    }

    /**
     * A file.
     *
     * @param portions gives some rows each time it is asked, and none at the end
     */
    static InputStream stream(List<String> header, TableOptions options, Supplier<List<List<String>>> portions) {
        return new Lines(bytes(List.of(header), options, true), () -> {
            List<List<String>> rows = portions.get();
            return rows.isEmpty() ? new byte[0] : bytes(rows, options, false);
        });
    }

    /** Portions one after the other, as one stream. Not thread-safe. */
    private static final class Lines extends InputStream {
        private final Supplier<byte[]> more;
        private byte[] portion;
        private int at;

        Lines(byte[] first, Supplier<byte[]> more) {
            this.portion = first;
            this.more = more;
        }

        /** Whether there is a byte to read. */
        private boolean fill() {
            if (at == portion.length && portion.length > 0) {
                portion = more.get();
                at = 0;
            }
            return at < portion.length;
        }

        @Override
        public int read() {
            return fill() ? portion[at++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) {
            if (length == 0) {
                return 0;
            } else if (!fill()) {
                return -1;
            }
            int read = Math.min(length, portion.length - at);
            System.arraycopy(portion, at, buffer, offset, read);
            at += read;
            return read;
        }
    }

    private static byte[] bytes(List<List<String>> rows, TableOptions options, boolean begin) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            if (begin && options.charset().name().startsWith("UTF-")) {
                // Spreadsheets know the charset by it.
                bytes.write("\uFEFF".getBytes(options.charset()));
            }
            try (TableWriter writer = CSV.create(bytes, options)) {
                for (List<String> row : rows) {
                    writer.write(row);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
