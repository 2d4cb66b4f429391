package dev.crmkit.internal.imports;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.file.CrmFile;
import dev.crmkit.imports.TableSample;
import dev.crmkit.internal.file.FileService;
import dev.crmkit.internal.table.TableFormats;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.spi.table.BrokenTableException;
import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A table in a file: its format, how it stands there, its header, and its rows one after the other. Not thread-safe. */
final class TableSource implements AutoCloseable {
    private static final int START = 64 * 1024;
    private static final int SAMPLED = 100;

    private final CrmFile file;
    private final TableFormat format;
    private final TableOptions options;
    private final TableReader reader;
    private final List<String> headers;
    private @Nullable InvalidInputException broken;

    private TableSource(
            CrmFile file, TableFormat format, TableOptions options, TableReader reader, List<String> headers) {
        this.file = file;
        this.format = format;
        this.options = options;
        this.reader = reader;
        this.headers = headers;
    }

    /**
     * Opens a file and reads its header.
     *
     * @param formatName the format, or null for what the file looks like
     * @param options how it stands in its file, or null for what it looks like
     * @throws InvalidInputException if it holds no table, or no row
     */
    static TableSource open(
            FileService files,
            TableFormats formats,
            UUID id,
            @Nullable String formatName,
            @Nullable TableOptions options) {
        CrmFile file = files.get(id);
        InputStream bytes = new BufferedInputStream(files.download(id), START);
        try {
            bytes.mark(START);
            byte[] start = bytes.readNBytes(START);
            bytes.reset();
            TableFormat format = formatName == null
                    ? formats.of(file.name(), start)
                    : formats.find(formatName).orElseThrow(() -> unknown(formats, formatName));
            TableOptions standing = options == null ? TableFormats.guess(start) : options;
            TableReader reader = format.open(bytes, standing);
            try {
                List<String> first = reader.next();
                if (first == null) {
                    throw fault(file, "holds no row. Choose a file with a header and rows");
                }
                List<String> headers = new ArrayList<>();
                first.forEach(cell -> headers.add(WhiteSpace.strip(cell)));
                return new TableSource(file, format, standing, reader, List.copyOf(headers));
            } catch (IOException | RuntimeException e) {
                reader.close();
                throw e;
            }
        } catch (BrokenTableException e) {
            close(bytes);
            throw fault(file, "is broken: " + e.getMessage());
        } catch (IOException e) {
            close(bytes);
            throw unread(file, e);
        } catch (RuntimeException e) {
            close(bytes);
            throw e;
        }
    }

    private static void close(InputStream bytes) {
        try {
            bytes.close();
        } catch (IOException e) {
            // What went wrong before says more.
        }
    }

    private static InvalidInputException unknown(TableFormats formats, String name) {
        return new InvalidInputException(
                "read a table",
                List.of(new Violation(
                        "format",
                        ErrorCode.VALUE_MALFORMED,
                        "'" + name + "' is no known format. Known formats: " + String.join(", ", formats.names())
                                + ". Build the engine with tableFormat(...)")));
    }

    private static InvalidInputException fault(CrmFile file, String why) {
        return new InvalidInputException(
                "read table '" + file.name() + "'", List.of(new Violation("file", ErrorCode.VALUE_MALFORMED, why)));
    }

    private static StorageException unread(CrmFile file, IOException e) {
        return new StorageException("The bytes of file " + file.id() + " could not be read", false, e);
    }

    CrmFile file() {
        return file;
    }

    String format() {
        return format.name();
    }

    TableOptions options() {
        return options;
    }

    List<String> headers() {
        return headers;
    }

    long bytesRead() {
        return reader.bytesRead();
    }

    /**
     * The next rows.
     *
     * @return none at the end
     * @throws InvalidInputException if the table is broken from here on
     */
    List<TableRow> next(int most) {
        List<TableRow> rows = new ArrayList<>(most);
        InvalidInputException known = broken;
        if (known != null) {
            throw known;
        }
        try {
            while (rows.size() < most) {
                List<String> cells = reader.next();
                if (cells == null) {
                    break;
                }
                rows.add(new TableRow(reader.rowNumber(), cells));
            }
            return rows;
        } catch (BrokenTableException e) {
            // The rows before come first, however they are cut into steps.
            broken = fault(file, "is broken: " + e.getMessage());
            if (rows.isEmpty()) {
                throw broken;
            }
            return rows;
        } catch (IOException e) {
            throw unread(file, e);
        }
    }

    /** Passes over rows that are done. */
    void skip(long rows) {
        try {
            for (long i = 0; i < rows; i++) {
                if (reader.next() == null) {
                    return;
                }
            }
        } catch (BrokenTableException e) {
            throw fault(file, "is broken: " + e.getMessage());
        } catch (IOException e) {
            throw unread(file, e);
        }
    }

    TableSample sample() {
        return new TableSample(
                file.id(),
                format.name(),
                options,
                headers,
                next(SAMPLED).stream().map(TableRow::cells).toList());
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw unread(file, e);
        }
    }
}
