package dev.crmkit.internal.job;

/** Texts that go into the queue. */
final class Texts {
    /** The longest error that is kept, in characters. */
    static final int LONGEST_ERROR = 4_000;

    private Texts() {}

    /** Whether every database can keep the text: no U+0000 and no half of a surrogate pair. */
    static boolean isStorable(String text) {
        return text.codePoints().noneMatch(Texts::isBad);
    }

    /**
     * What is kept of a failure: class and message. Neither causes nor the stack, which name hosts, statements and values that are nobody's
     * business in a list of dead jobs.
     */
    static String error(Throwable failure) {
        String message = failure.getMessage();
        String name = failure.getClass().getName();
        String whole = message == null || message.isBlank() ? name : name + ": " + message;
        StringBuilder text = new StringBuilder(Math.min(whole.length(), LONGEST_ERROR));
        for (int i = 0; i < whole.length(); ) {
            int point = whole.codePointAt(i);
            i += Character.charCount(point);
            int kept = isBad(point) ? 0xFFFD : point;
            if (text.length() + Character.charCount(kept) > LONGEST_ERROR) {
                break;
            }
            text.appendCodePoint(kept);
        }
        return text.toString();
    }

    /** {@code codePoints()} joins whole pairs, so a surrogate that is left is half of one. */
    private static boolean isBad(int point) {
        return point == 0 || (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }
}
