package dev.crmkit.internal.type;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.type.InvalidValueException;
import org.jspecify.annotations.Nullable;

/** The ways in which a type refuses a value, worded alike. Not instantiable. */
public final class Refusals {
    private static final int MAX_SHOWN = 80;

    private Refusals() {}

    static InvalidValueException wrongType(Object input, String expected) {
        return new InvalidValueException(
                ErrorCode.VALUE_WRONG_TYPE,
                "expects " + expected + ", not " + show(input) + " ("
                        + input.getClass().getSimpleName() + ")");
    }

    /** It has the right type, but not the right form. */
    public static InvalidValueException malformed(@Nullable Object input, String why) {
        return new InvalidValueException(ErrorCode.VALUE_MALFORMED, show(input) + " " + why);
    }

    static InvalidValueException outOfRange(Object input, String limits) {
        return new InvalidValueException(ErrorCode.VALUE_OUT_OF_RANGE, show(input) + " " + limits);
    }

    static InvalidValueException tooLong(int length, int limit, String unit) {
        return new InvalidValueException(
                ErrorCode.VALUE_TOO_LONG, "has " + length + " " + unit + "; the limit is " + limit + ". Shorten it");
    }

    static InvalidValueException invalidOperand(String message) {
        return new InvalidValueException(ErrorCode.QUERY_INVALID_OPERAND, message);
    }

    /** A value as it stands in a message: on one line, with an end. */
    public static String show(@Nullable Object value) {
        String text = String.valueOf(value);
        StringBuilder shown = new StringBuilder();
        int count = 0;
        for (int i = 0; i < text.length() && count < MAX_SHOWN; count++) {
            int codePoint = text.codePointAt(i);
            boolean printable =
                    !Character.isISOControl(codePoint) && Character.getType(codePoint) != Character.SURROGATE;
            shown.appendCodePoint(printable ? codePoint : '\uFFFD');
            i += Character.charCount(codePoint);
        }
        if (text.codePointCount(0, text.length()) > MAX_SHOWN) {
            shown.append('…');
        }
        return value instanceof String ? "'" + shown + "'" : shown.toString();
    }
}
