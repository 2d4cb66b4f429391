package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.IndexValue;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Exact decimals: read from Java's numbers, never from text, and canonical without trailing zeros or exponent. Not instantiable. */
final class Numbers {
    static final int MAX_BEFORE_POINT = 30;
    static final int MAX_AFTER_POINT = 18;

    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,60}(\\.\\d{1,60})?");

    private Numbers() {}

    /** The canonical form of a Java number. */
    static BigDecimal read(Object input) {
        BigDecimal exact = find(input);
        if (exact == null) {
            if (input instanceof Double || input instanceof Float) {
                throw Refusals.malformed(input, "is not a number. Leave the value empty instead");
            }
            throw Refusals.wrongType(input, "a number");
        }
        return canonical(exact);
    }

    /** The exact value of a Java number, or null if it is none or not finite. Doubles count as their shortest decimal. */
    static @Nullable BigDecimal find(@Nullable Object input) {
        if (input instanceof BigDecimal decimal) {
            return decimal;
        } else if (input instanceof BigInteger integer) {
            return new BigDecimal(integer);
        } else if (input instanceof Integer
                || input instanceof Long
                || input instanceof Short
                || input instanceof Byte) {
            return BigDecimal.valueOf(((Number) input).longValue());
        } else if (input instanceof Double number) {
            return Double.isFinite(number) ? BigDecimal.valueOf(number) : null;
        } else if (input instanceof Float number) {
            return Float.isFinite(number) ? new BigDecimal(Float.toString(number)) : null;
        }
        return null;
    }

    /** The number that a file's text stands for: digits with a point, without separators of thousands. */
    static BigDecimal parse(String text) {
        String stripped = WhiteSpace.strip(text);
        if (!PLAIN.matcher(stripped).matches()) {
            throw Refusals.malformed(
                    text, "is not a number. Write digits with a point, as in 1234.5, without separators of thousands");
        }
        return canonical(new BigDecimal(stripped));
    }

    /** Without trailing zeros and exponent. */
    static BigDecimal canonical(BigDecimal number) {
        // Before anything is expanded: 1E+1000000000 would take a gigabyte.
        checkDigits(number);
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static IndexValue index(Object canonical) {
        return new IndexValue.Decimal((BigDecimal) canonical);
    }

    private static void checkDigits(BigDecimal number) {
        if (number.signum() == 0) {
            return;
        }
        long before = (long) number.precision() - number.scale();
        if (before > MAX_BEFORE_POINT) {
            throw Refusals.outOfRange(
                    number, "has " + before + " digits before the point; the limit is " + MAX_BEFORE_POINT);
        }
        if (number.scale() > MAX_AFTER_POINT && number.stripTrailingZeros().scale() > MAX_AFTER_POINT) {
            throw Refusals.outOfRange(
                    number, "has more than " + MAX_AFTER_POINT + " digits after the point. Round it first");
        }
    }
}
