package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.InvalidValueException;
import java.text.Normalizer;

/** How every text is brought to its canonical form: checked, NFC, without white space at its ends. Not instantiable. */
final class Texts {
    /** The most code points of a text that is indexed whole. */
    static final int MAX_LINE = 255;

    /** The most code points of a long text. */
    static final int MAX_AREA = 100_000;

    private Texts() {}

    /** One line: every line break becomes a space. May be empty. */
    static String line(Object input) {
        return WhiteSpace.strip(literalLine(input));
    }

    /** One line within a limit of code points. */
    static String line(Object input, int limit) {
        return limited(line(input), limit);
    }

    /** Several lines, which end in LF. May be empty. */
    static String area(Object input, int limit) {
        return limited(WhiteSpace.strip(literalArea(input)), limit);
    }

    /** A part of a line, with the white space that the caller gave. */
    static String literalLine(Object input) {
        String text = checked(input);
        StringBuilder line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                i++;
            }
            line.append(isLineBreak(c) ? ' ' : c);
        }
        return Normalizer.normalize(line, Normalizer.Form.NFC);
    }

    /** A part of a long text, with the white space that the caller gave. */
    static String literalArea(Object input) {
        return Normalizer.normalize(checked(input).replace("\r\n", "\n").replace('\r', '\n'), Normalizer.Form.NFC);
    }

    /** The folded form of a part of a line; empty if there is only white space in it. */
    static String foldedPart(Object operand) {
        String literal = literalLine(operand);
        return WhiteSpace.isBlank(literal) ? "" : TextFolding.fold(literal);
    }

    /** The folded form of a part of a long text; empty if there is only white space in it. */
    static String foldedAreaPart(Object operand) {
        String literal = literalArea(operand);
        return WhiteSpace.isBlank(literal) ? "" : TextFolding.fold(literal);
    }

    static String limited(String text, int limit) {
        int length = text.codePointCount(0, text.length());
        if (length > limit) {
            throw Refusals.tooLong(length, limit, "characters");
        }
        return text;
    }

    /** A text that databases and JSON can hold: without U+0000 and without halves of surrogate pairs. */
    static String checked(Object input) {
        if (!(input instanceof String text)) {
            throw Refusals.wrongType(input, "a text");
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0) {
                throw unstorable(text, "U+0000", i);
            }
            if (Character.isSurrogate(c)) {
                boolean paired = Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1));
                if (!paired) {
                    throw unstorable(text, "half of a surrogate pair", i);
                }
                i++;
            }
        }
        return text;
    }

    private static InvalidValueException unstorable(String text, String what, int at) {
        return Refusals.malformed(text, "has " + what + " at position " + at + ", which cannot be stored. Remove it");
    }

    private static boolean isLineBreak(char c) {
        return (c >= '\n' && c <= '\r') || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }
}
