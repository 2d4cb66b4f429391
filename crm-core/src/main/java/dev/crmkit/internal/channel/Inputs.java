package dev.crmkit.internal.channel;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import java.util.List;

/** Checks that several calls share. Not instantiable. */
final class Inputs {
    /** The most characters of a label, a ground or a source. */
    static final int LINE = 255;

    /** The most characters of a note. */
    static final int NOTE = 1_000;

    private Inputs() {}

    /** Refuses more than a call takes. */
    static void atMost(String what, String things, int count, int limit) {
        if (count > limit) {
            throw new InvalidInputException(
                    what,
                    List.of(new Violation(
                            things,
                            ErrorCode.QUERY_LIMIT,
                            count + " are more than the limit of " + limit + ". Split or drop some")));
        }
    }

    /** Notes a fault if a text is too long or cannot be stored. */
    static void text(List<Violation> faults, String path, String text, int limit) {
        int length = text.codePointCount(0, text.length());
        if (length > limit) {
            faults.add(new Violation(
                    path,
                    ErrorCode.VALUE_TOO_LONG,
                    "has " + length + " characters; the limit is " + limit + ". Shorten it"));
        }
        boolean storable = text.codePoints()
                .allMatch(c -> c != 0 && !(Character.isBmpCodePoint(c) && Character.isSurrogate((char) c)));
        if (!storable) {
            faults.add(new Violation(
                    path,
                    ErrorCode.VALUE_MALFORMED,
                    "has U+0000 or half of a surrogate pair, which cannot be stored. Remove it"));
        }
    }

    /** Throws if there are faults. */
    static void refuse(String what, List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }
}
