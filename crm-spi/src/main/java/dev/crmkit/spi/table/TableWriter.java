package dev.crmkit.spi.table;

import java.io.IOException;
import java.util.List;

/** Writes the rows of a table, one after the other. Not thread-safe. */
public interface TableWriter extends AutoCloseable {

    /**
     * Writes the next row.
     *
     * @param cells one text for each column; an empty text leaves its cell empty
     * @throws IOException if the stream fails
     */
    void write(List<String> cells) throws IOException;

    /** Ends the table, and closes the stream that it is written to. Closing twice does nothing. */
    @Override
    void close() throws IOException;
}
