package dev.crmkit.internal.table;

import dev.crmkit.internal.query.SystemFieldNames;
import java.util.regex.Pattern;

/**
 * Texts that a spreadsheet would compute, made harmless by an apostrophe in front, and read back. {@code restore(neutralise(text))} is the text, whatever it
 * is. Not instantiable.
 */
public final class Formulas {
    /** What spreadsheets take for the begin of a formula, full-width signs among it. */
    private static final String BEGINS = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    /** A negative number is a number. */
    private static final Pattern NUMBER = Pattern.compile("-[0-9]+(\\.[0-9]+)?");

    /** What a list says of its records, as columns are named. */
    private static final Pattern OF_LISTS = Pattern.compile("@list\\.[a-z][a-z0-9_]*");

    private static final char APOSTROPHE = '\'';

    private Formulas() {}

    /** The text as a cell may hold it. */
    public static String neutralise(String text) {
        return isComputed(text) && !isHarmless(text) ? APOSTROPHE + text : text;
    }

    /** Our own names of columns are of no effect, whoever types them into a record. */
    private static boolean isHarmless(String text) {
        return NUMBER.matcher(text).matches()
                || SystemFieldNames.ALL.contains(text)
                || OF_LISTS.matcher(text).matches();
    }

    /** The text that a cell stands for. */
    public static String restore(String cell) {
        return !cell.isEmpty() && cell.charAt(0) == APOSTROPHE && isComputed(cell) ? cell.substring(1) : cell;
    }

    /** Whether it begins like a formula; apostrophes in front do not count, so that one that was there before is told from ours. */
    private static boolean isComputed(String text) {
        int first = 0;
        while (first < text.length() && text.charAt(first) == APOSTROPHE) {
            first++;
        }
        return first < text.length() && BEGINS.indexOf(text.charAt(first)) >= 0;
    }
}
