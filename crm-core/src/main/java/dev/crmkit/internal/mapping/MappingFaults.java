package dev.crmkit.internal.mapping;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;

/** The ways in which a mapping is refused, worded alike. Not instantiable. */
final class MappingFaults {
    private static final int MAX_SHOWN = 80;

    private MappingFaults() {}

    /** A fault of a component. */
    static Violation of(String component, String message) {
        return new Violation(component, ErrorCode.MAPPING_INVALID, message);
    }

    /** Two types that do not go together; the reason follows the names of both. */
    static InvalidValueException invalid(String reason) {
        return new InvalidValueException(ErrorCode.MAPPING_INVALID, reason);
    }

    /** A stored value that a component cannot hold. */
    static InvalidValueException unreadable(Object value, String why) {
        return invalid("is " + show(value) + ", which " + why);
    }

    /** A value as it stands in a message, with an end. */
    static String show(Object value) {
        String text = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
        String shown = text.codePointCount(0, text.length()) > MAX_SHOWN
                ? text.substring(0, text.offsetByCodePoints(0, MAX_SHOWN)) + "…"
                : text;
        return value instanceof String ? "'" + shown + "'" : shown;
    }
}
