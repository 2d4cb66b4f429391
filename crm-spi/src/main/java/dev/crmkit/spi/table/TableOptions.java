package dev.crmkit.spi.table;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * How the rows of a table stand in its file. What a format does not know, it leaves alone: a sheet means nothing to CSV, a delimiter nothing to xlsx.
 * Immutable.
 *
 * @param charset how characters are bytes; a byte-order mark at the begin of a file that is read is passed over
 * @param delimiter what stands between two cells
 * @param quote what stands around a cell that holds a delimiter, a quote or a line break; within it a quote is doubled
 * @param sheet the name of the sheet; empty for the first one
 */
public record TableOptions(Charset charset, char delimiter, char quote, String sheet) {
    private static final TableOptions DEFAULTS = new TableOptions(StandardCharsets.UTF_8, ',', '"', "");

    /** Checks that delimiter and quote differ, and are no line breaks. */
    public TableOptions {
        Objects.requireNonNull(charset, "charset");
        Objects.requireNonNull(sheet, "sheet");
        if (delimiter == quote || isLineBreak(delimiter) || isLineBreak(quote)) {
            throw new IllegalArgumentException("The delimiter '" + delimiter + "' and the quote '" + quote
                    + "' must be two characters that differ and are no line breaks");
        }
    }

    private static boolean isLineBreak(char character) {
        return character == '\n' || character == '\r';
    }

    /** UTF-8, commas, double quotes and the first sheet. */
    public static TableOptions defaults() {
        return DEFAULTS;
    }

    /** The same with another charset. */
    public TableOptions charset(Charset newCharset) {
        return new TableOptions(newCharset, delimiter, quote, sheet);
    }

    /** The same with another delimiter. */
    public TableOptions delimiter(char newDelimiter) {
        return new TableOptions(charset, newDelimiter, quote, sheet);
    }

    /** The same with another quote. */
    public TableOptions quote(char newQuote) {
        return new TableOptions(charset, delimiter, newQuote, sheet);
    }

    /** The same with another sheet. */
    public TableOptions sheet(String newSheet) {
        return new TableOptions(charset, delimiter, quote, newSheet);
    }
}
