package dev.crmkit.xlsx;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts as cells of a spreadsheet hold them: characters that XML has no form for, and white space that it passes over, stand as {@code _x0001_}, and what looks
 * like that already begins with an underscore that does (ECMA-376, ST_Xstring). Not instantiable.
 */
final class CellText {
    /** What a number that is written as a double and read as text again has at most. */
    private static final int DIGITS = 15;

    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]*[1-9])?");
    private static final Pattern ESCAPE = Pattern.compile("_x([0-9A-Fa-f]{4})_");

    private CellText() {}

    /** The number that the text is, if a spreadsheet gives the same text back. */
    static Optional<BigDecimal> number(String text) {
        if (text.length() > DIGITS + 2 || !NUMBER.matcher(text).matches() || text.equals("-0")) {
            return Optional.empty();
        }
        BigDecimal number = new BigDecimal(text);
        return number.precision() <= DIGITS && number.scale() <= DIGITS ? Optional.of(number) : Optional.empty();
    }

    static String escape(String text) {
        StringBuilder escaped = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean looksEscaped =
                    c == '_' && ESCAPE.matcher(text).region(i, text.length()).lookingAt();
            if (looksEscaped || isLost(text, i)) {
                if (escaped == null) {
                    escaped = new StringBuilder(text.substring(0, i));
                }
                escaped.append(String.format(Locale.ROOT, "_x%04X_", (int) c));
            } else if (escaped != null) {
                escaped.append(c);
            }
        }
        return escaped == null ? text : escaped.toString();
    }

    /** Whether the character would not come back. */
    private static boolean isLost(String text, int at) {
        char c = text.charAt(at);
        if (c == '\n' || c == '\t' || c == ' ') {
            // White space at the ends is passed over by readers.
            return at == 0 || at == text.length() - 1;
        }
        return c < ' ' || c == 0xFFFE || c == 0xFFFF;
    }

    static String unescape(String text) {
        if (text.indexOf("_x") < 0) {
            return text;
        }
        Matcher matcher = ESCAPE.matcher(text);
        return matcher.replaceAll(
                found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }
}
