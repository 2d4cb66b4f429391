package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.storage.jooq.internal.Dialect;
import org.jspecify.annotations.Nullable;

/**
 * The form in which texts stand in slots: one string that compares in the database exactly as the contract says. Immutable.
 *
 * <p>A TEXT becomes {@code escape(folded) + U+0001 + escape(raw)}. U+0001 to U+0005 become pairs of U+0002 to U+0005, so that the separator
 * stands once and is below everything else: the strings sort by the folded form, then by the raw one. No pair begins inside another,
 * so a literal is found only where the text has it. A literal that is found in the raw half is in the folded half too, because
 * folding goes by code point.
 *
 * <p>PostgreSQL compares by code point (collation "C"). H2 compares UTF-16 units, which puts U+E000 to U+FFFF above the supplementary
 * code points; so for H2 those are led by U+FFFF, and U+FFFF itself becomes U+FFFF U+0000. U+0000 never occurs in a text.
 */
final class TextKey {
    /** Ends the folded half. */
    static final char SEPARATOR = '\u0001';

    private static final String BELOW = String.valueOf(SEPARATOR);
    private static final String ABOVE = "\u0002";
    private static final String PAIRS = "\u0002\u0003\u0002\u0004\u0002\u0005\u0003\u0004\u0003\u0005";
    private static final char LEAD = '\uFFFF';

    private final boolean byUnit;

    TextKey(Dialect dialect) {
        byUnit = dialect == Dialect.H2;
    }

    /** The form of an opaque text. */
    String token(String raw) {
        int length = raw.length();
        for (int i = 0; i < length; i++) {
            if (isSpecial(raw.charAt(i))) {
                return escapeFrom(raw, i);
            }
        }
        return raw;
    }

    private boolean isSpecial(char c) {
        return c <= '\u0005' || (byUnit && (Character.isSurrogate(c) || c == LEAD));
    }

    private String escapeFrom(String raw, int start) {
        StringBuilder form = new StringBuilder(raw.length() + 8).append(raw, 0, start);
        for (int i = start; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c >= '\u0001' && c <= '\u0005') {
                form.append(PAIRS, 2 * (c - 1), 2 * c);
            } else if (!byUnit) {
                form.append(c);
            } else if (c == LEAD) {
                form.append(LEAD).append('\u0000');
            } else if (Character.isHighSurrogate(c)) {
                form.append(LEAD).append(c);
            } else {
                form.append(c);
            }
        }
        return form.toString();
    }

    /** The opaque text of a form. */
    String raw(String form) {
        StringBuilder raw = new StringBuilder(form.length());
        for (int i = 0; i < form.length(); i++) {
            char c = form.charAt(i);
            if (c == '\u0002' || c == '\u0003') {
                char second = form.charAt(++i);
                raw.append((char) (c == '\u0002' ? second - 2 : second));
            } else if (byUnit && c == LEAD) {
                char led = form.charAt(++i);
                raw.append(led == '\u0000' ? LEAD : led);
            } else {
                raw.append(c);
            }
        }
        return raw.toString();
    }

    /** The form of a TEXT. */
    String text(IndexValue.Text text) {
        return token(text.folded()) + SEPARATOR + token(text.raw());
    }

    /** The TEXT of a form. */
    IndexValue.Text text(String form) {
        int end = form.indexOf(SEPARATOR);
        return new IndexValue.Text(raw(form.substring(0, end)), raw(form.substring(end + 1)));
    }

    /** The least form of the TEXTs with this folded form. */
    String equalFrom(String folded) {
        return token(folded) + BELOW;
    }

    /** What is above every form of the TEXTs with this folded form, and below what follows. */
    String equalBelow(String folded) {
        return token(folded) + ABOVE;
    }

    /** The least form that begins with the literal. */
    String beginFrom(String literal) {
        return token(literal);
    }

    /** The least string above every form that begins with the literal; null if there is none. */
    @Nullable
    String beginBelow(String literal) {
        String form = token(literal);
        if (byUnit) {
            int last = form.length() - 1;
            // A form never ends with U+FFFF: that one leads another unit.
            return form.substring(0, last) + (char) (form.charAt(last) + 1);
        }
        int end = form.length();
        while (end > 0) {
            int last = form.codePointBefore(end);
            end -= Character.charCount(last);
            if (last < Character.MAX_CODE_POINT) {
                int next = last + 1 == Character.MIN_SURROGATE ? Character.MAX_SURROGATE + 1 : last + 1;
                return new StringBuilder(form.substring(0, end))
                        .appendCodePoint(next)
                        .toString();
            }
        }
        return null;
    }

    /** The LIKE pattern of the TEXTs that have the literal in them. */
    String inside(String literal) {
        return '%' + like(token(literal)) + '%';
    }

    /** The LIKE pattern of the TEXTs that end with the literal. */
    String atEnd(String literal) {
        return '%' + like(token(literal)) + SEPARATOR + '%';
    }

    /** A string in which no character means anything to LIKE. */
    static String like(String literal) {
        return literal.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
