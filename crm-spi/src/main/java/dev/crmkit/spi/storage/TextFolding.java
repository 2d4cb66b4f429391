package dev.crmkit.spi.storage;

/**
 * Case folding that is the same in Java and in every database, because only Java does it. Not instantiable.
 *
 * <p>Each code point is mapped by itself (upper case, then lower case, as {@link String#equalsIgnoreCase} compares), without locale and
 * without context. So the fold of a concatenation is the concatenation of the folds, and a folded text contains a folded word exactly
 * where the text contains the word in some case.
 */
public final class TextFolding {
    private TextFolding() {}

    /** The folded form of a text; the same text where there is nothing to fold. */
    public static String fold(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || (c >= 'A' && c <= 'Z')) {
                return foldFrom(text, i);
            }
        }
        return text;
    }

    private static String foldFrom(String text, int start) {
        StringBuilder folded = new StringBuilder(text.length()).append(text, 0, start);
        for (int i = start; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            folded.appendCodePoint(fold(codePoint));
            i += Character.charCount(codePoint);
        }
        return folded.toString();
    }

    /** The folded form of one code point. Folding it again changes nothing. */
    public static int fold(int codePoint) {
        return Character.toLowerCase(Character.toUpperCase(codePoint));
    }

    /** Compares by Unicode code point, as UTF-8 bytes do and {@link String#compareTo} does not. */
    public static int compareCodePoints(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean sx = Character.isSurrogate(x);
                boolean sy = Character.isSurrogate(y);
                // A surrogate stands for a code point above every other char.
                return sx == sy ? Character.compare(x, y) : sx ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }
}
