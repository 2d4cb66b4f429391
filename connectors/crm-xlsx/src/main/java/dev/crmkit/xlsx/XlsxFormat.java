package dev.crmkit.xlsx;

import dev.crmkit.spi.table.TableFormat;
import dev.crmkit.spi.table.TableOptions;
import dev.crmkit.spi.table.TableReader;
import dev.crmkit.spi.table.TableWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Spreadsheets (Office Open XML, {@code .xlsx}). An engine learns it with {@code CrmEngine.builder().tableFormat(new XlsxFormat())}. Thread-safe.
 *
 * <p>A cell is a number where that has the same text, and else a text: nothing is ever a formula, and what a spreadsheet would change, as a code with leading
 * zeros, is left to it as text. Read are the values that cells show: of formulas the last result, dates and times in the form of ISO 8601, without a zone.
 *
 * <p>Writing holds some hundred rows in memory. Reading puts the file into a temporary one of this machine, and holds the texts that several cells share.
 * A sheet has up to 1,048,576 rows of 16,384 cells of 32,767 characters; what is larger ends the writing with an {@code IOException} that says so.
 */
public final class XlsxFormat implements TableFormat {
    /** The format's name. */
    public static final String NAME = "xlsx";

    /** A format. */
    public XlsxFormat() {}

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String mediaType() {
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    }

    /** An archive of that name, or one whose first entries are those of such a file. */
    @Override
    public boolean reads(String fileName, byte[] start) {
        return start.length > 3
                && start[0] == 'P'
                && start[1] == 'K'
                && start[2] == 3
                && start[3] == 4
                && (fileName.toLowerCase(Locale.ROOT).endsWith(".xlsx")
                        || fileName.toLowerCase(Locale.ROOT).endsWith(".xlsm")
                        || new String(start, StandardCharsets.ISO_8859_1).contains("xl/"));
    }

    @Override
    public TableReader open(InputStream bytes, TableOptions options) throws IOException {
        return XlsxReader.open(bytes, options.sheet());
    }

    @Override
    public TableWriter create(OutputStream bytes, TableOptions options) throws IOException {
        return new XlsxWriter(bytes, options.sheet());
    }
}
