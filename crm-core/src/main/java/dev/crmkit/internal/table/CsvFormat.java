package dev.crmkit.internal.table;

import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Locale;

/** CSV by RFC 4180, with other delimiters, quotes and charsets too. */
public final class CsvFormat implements TableFormat {
    /** The format's name. */
    public static final String NAME = "csv";

    @Override
    public String name() {
        return NAME;
    }

    /** Any text may be CSV; only text has no zero bytes, unless it is UTF-16. */
    @Override
    public boolean reads(String fileName, byte[] start) {
        String name = fileName.toLowerCase(Locale.ROOT);
        return name.endsWith(".csv")
                || name.endsWith(".tsv")
                || name.endsWith(".txt")
                || Dialect.guess(start).isText();
    }

    @Override
    public TableReader open(InputStream bytes, TableOptions options) throws IOException {
        return new CsvTableReader(bytes, options);
    }

    @Override
    public TableWriter create(OutputStream bytes, TableOptions options) {
        return new CsvTableWriter(bytes, options);
    }
}
