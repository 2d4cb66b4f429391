package dev.crmkit.internal.formula;

/**
 * A word of a formula. Immutable.
 *
 * @param type what it is
 * @param text the word; of texts and names in braces what is inside
 * @param start where it begins in the formula, from 0
 * @param end where it ends
 */
record Token(Type type, String text, int start, int end) {

    /** What a word is. Immutable. */
    enum Type {
        NUMBER,
        TEXT,
        /** A name of an attribute or function, or a word of the language. */
        NAME,
        /** A name of an attribute in braces, which may also be its id or a word of the language. */
        BRACED,
        SYMBOL,
        END
    }

    boolean is(String symbol) {
        return type == Type.SYMBOL && text.equals(symbol);
    }

    boolean isWord(String word) {
        return type == Type.NAME && text.equals(word);
    }

    /** How messages show it. */
    String shown() {
        return type == Type.END ? "the end" : "'" + text + "'";
    }
}
