package dev.crmkit.spi.table;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/**
 * A form of files that hold tables, as {@code csv} or {@code xlsx}. Rows stream: neither side keeps more of a table than a bounded number of rows.
 * Thread-safe; the readers and writers that it makes are not.
 */
public interface TableFormat {

    /** The name by which the format is chosen, in lower case, as {@code csv}. */
    String name();

    /** The media type of its files, in lower case, as {@code text/csv}. */
    default String mediaType() {
        return "application/octet-stream";
    }

    /**
     * Whether this looks like a file of the format.
     *
     * @param fileName the file's name, of which the extension may tell
     * @param start the first bytes of the file, at most some thousand; empty for an empty file
     */
    boolean reads(String fileName, byte[] start);

    /**
     * Begins to read a table.
     *
     * @param bytes the file from its first byte; the reader closes it when it is closed
     * @throws BrokenTableException if the bytes are no file of this format
     * @throws IOException if the stream fails
     */
    TableReader open(InputStream bytes, TableOptions options) throws IOException;

    /**
     * Begins to write a table.
     *
     * @param bytes gets the file; the writer closes it when it is closed
     * @throws IOException if the stream fails
     */
    TableWriter create(OutputStream bytes, TableOptions options) throws IOException;
}
