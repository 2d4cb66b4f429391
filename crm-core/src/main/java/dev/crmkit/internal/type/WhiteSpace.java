package dev.crmkit.internal.type;

/** Unicode's property White_Space, which {@link Character#isWhitespace(int)} is not: it leaves no-break spaces out. Not instantiable. */
public final class WhiteSpace {
    private WhiteSpace() {}

    /** Whether the code point is white space. */
    public static boolean is(int codePoint) {
        return (codePoint >= 0x09 && codePoint <= 0x0D)
                || codePoint == 0x20
                || codePoint == 0x85
                || codePoint == 0xA0
                || codePoint == 0x1680
                || (codePoint >= 0x2000 && codePoint <= 0x200A)
                || codePoint == 0x2028
                || codePoint == 0x2029
                || codePoint == 0x202F
                || codePoint == 0x205F
                || codePoint == 0x3000;
    }

    /** Whether the text has nothing else in it; true of the empty text. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(WhiteSpace::is);
    }

    /** The text without white space at its ends. All white space is in the basic plane, so a char is enough. */
    public static String strip(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && is(text.charAt(from))) {
            from++;
        }
        while (to > from && is(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }
}
