package dev.crmkit.spi.table;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a table, one after the other. Not thread-safe. */
public interface TableReader extends AutoCloseable {

    /**
     * The next row that has any text, with as many cells as it has in the file; empty cells are empty texts.
     *
     * @return null at the end
     * @throws BrokenTableException if the file is broken from here on
     * @throws IOException if the stream fails
     */
    @Nullable
    List<String> next() throws IOException;

    /**
     * The number of the row that was read last, as a spreadsheet shows it: the first is 1, rows without text count, and a row whose cells have line
     * breaks is one. 0 before the first.
     */
    long rowNumber();

    /** How many bytes of the file have been read so far; it may run ahead of the rows by a buffer. */
    long bytesRead();

    /** Ends the reading and closes the file. Closing twice does nothing. */
    @Override
    void close() throws IOException;
}
