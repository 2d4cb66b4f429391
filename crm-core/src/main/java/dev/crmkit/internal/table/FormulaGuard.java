package dev.crmkit.internal.table;

/**
 * Keeps spreadsheets from computing texts: an apostrophe goes in front of one that looks like a formula, and comes off when the file is read again, so that
 * every text survives the way out and back. Not instantiable.
 */
public final class FormulaGuard {
    private static final char APOSTROPHE = '\'';

    /** What spreadsheets take for the begin of a formula, full-width signs among it. */
    private static final String FORMULA = "=+-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20";

    private FormulaGuard() {}

    /** The text as it goes into a file: with one apostrophe more if it begins with a formula's sign, or with apostrophes and then one. */
    public static String guard(String text) {
        return looksLikeFormula(text, 0) ? APOSTROPHE + text : text;
    }

    /** The text that a guarded one stands for; any other stands for itself. */
    public static String bare(String text) {
        return text.length() > 1 && text.charAt(0) == APOSTROPHE && looksLikeFormula(text, 1)
                ? text.substring(1)
                : text;
    }

    private static boolean looksLikeFormula(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) == APOSTROPHE) {
            i++;
        }
        return i < text.length() && FORMULA.indexOf(text.charAt(i)) >= 0;
    }
}
