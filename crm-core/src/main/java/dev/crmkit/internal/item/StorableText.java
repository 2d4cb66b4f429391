package dev.crmkit.internal.item;

/** Texts that databases and JSON can hold. Not instantiable. */
public final class StorableText {
    private StorableText() {}

    /** Whether the text has neither U+0000 nor half of a surrogate pair. */
    public static boolean isStorable(String text) {
        // codePoints() joins whole pairs, so a surrogate that is left is half of one.
        return text.codePoints()
                .noneMatch(
                        point -> point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE));
    }
}
