package dev.crmkit.internal.formula;

import dev.crmkit.internal.formula.Failure.Reason;
import dev.crmkit.spi.storage.TextFolding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What operators and functions do with values. Nothing here throws: what cannot be computed is a {@link Failure}. Not instantiable. */
final class Values {
    /** The digits after the point of a quotient; the rest is rounded half up. */
    static final int QUOTIENT_SCALE = 10;

    private static final int MAX_SCALE = 18;
    private static final int MAX_BEFORE_POINT = 30;
    private static final int MAX_TEXT = 100_000;
    private static final Instant LEAST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant GREATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Values() {}

    /** The number as numbers are kept: up to 18 digits after the point, half up. */
    static Object number(BigDecimal number, String where) {
        if (number.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal kept = number.scale() > MAX_SCALE ? number.setScale(MAX_SCALE, RoundingMode.HALF_UP) : number;
        if (kept.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal stripped = kept.stripTrailingZeros();
        if ((long) stripped.precision() - stripped.scale() > MAX_BEFORE_POINT) {
            return Failure.of(
                    Reason.NUMBER_OUT_OF_RANGE,
                    where + " gives a number of more than " + MAX_BEFORE_POINT + " digits before the point");
        }
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    static Object arithmetic(String operator, BigDecimal left, BigDecimal right, String where) {
        return switch (operator) {
            case "+" -> number(left.add(right), where);
            case "-" -> number(left.subtract(right), where);
            case "*" -> number(left.multiply(right), where);
            case "/" ->
                right.signum() == 0
                        ? byZero(where)
                        : number(left.divide(right, QUOTIENT_SCALE, RoundingMode.HALF_UP), where);
            default -> right.signum() == 0 ? byZero(where) : number(left.remainder(right), where);
        };
    }

    private static Failure byZero(String where) {
        return Failure.of(Reason.DIVISION_BY_ZERO, where + " divides by zero");
    }

    /** An amount of a currency, or the failure that stands for the amount. */
    static Object money(Object amount, String currency) {
        return amount instanceof BigDecimal number ? new Money(number, currency) : amount;
    }

    /** Money with a number, or the other way round, or two amounts of one currency. */
    static Object moneyArithmetic(String operator, Object left, Object right, String where) {
        if (left instanceof Money a && right instanceof Money b) {
            if (!a.currency().equals(b.currency())) {
                return unlike(where);
            }
            Object result = arithmetic(operator, a.amount(), b.amount(), where);
            return operator.equals("/") ? result : money(result, a.currency());
        } else if (left instanceof Money a) {
            return money(arithmetic(operator, a.amount(), (BigDecimal) right, where), a.currency());
        }
        Money b = (Money) right;
        return money(arithmetic(operator, (BigDecimal) left, b.amount(), where), b.currency());
    }

    private static Failure unlike(String where) {
        return Failure.of(Reason.UNLIKE_CURRENCIES, where + " puts amounts of unlike currencies together");
    }

    /** Whether two values of one kind are equal as conditions see it: texts without case; two empty values are equal. */
    static boolean areEqual(@Nullable Object left, @Nullable Object right) {
        if (left == null || right == null) {
            return left == right;
        } else if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return a.compareTo(b) == 0;
        } else if (left instanceof Money a && right instanceof Money b) {
            return a.currency().equals(b.currency()) && a.amount().compareTo(b.amount()) == 0;
        } else if (left instanceof String a && right instanceof String b) {
            return TextFolding.fold(a).equals(TextFolding.fold(b));
        }
        return left.equals(right);
    }

    /** The order of two values of one kind, as an {@code Integer}; amounts of unlike currencies have none. */
    static Object order(Object left, Object right, String where) {
        if (left instanceof Money a && right instanceof Money b) {
            return a.currency().equals(b.currency()) ? (Object) a.amount().compareTo(b.amount()) : unlike(where);
        } else if (left instanceof BigDecimal a && right instanceof BigDecimal b) {
            return a.compareTo(b);
        } else if (left instanceof LocalDate a && right instanceof LocalDate b) {
            return a.compareTo(b);
        } else if (left instanceof Instant a && right instanceof Instant b) {
            return a.compareTo(b);
        }
        return TextFolding.compareCodePoints(TextFolding.fold((String) left), TextFolding.fold((String) right));
    }

    /** Any value as a text; nothing for an empty one. */
    static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        } else if (value instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (value instanceof Money money) {
            return money.amount().toPlainString() + " " + money.currency();
        }
        return value.toString();
    }

    /** A text as a result: the empty one is no value. */
    static @Nullable Object text(String text, String where) {
        return text.length() > MAX_TEXT ? tooLong(where) : text.isEmpty() ? null : text;
    }

    static Failure tooLong(String where) {
        return Failure.of(Reason.TEXT_TOO_LONG, where + " gives a text of more than " + MAX_TEXT + " characters");
    }

    /** The text with one part in place of another; how long it becomes is known before it is made. */
    static @Nullable Object replace(String text, String part, String with, String where) {
        if (part.isEmpty()) {
            return text(text, where);
        }
        long count = 0;
        for (int at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length())) {
            count++;
        }
        return text.length() + count * (with.length() - part.length()) > MAX_TEXT
                ? tooLong(where)
                : text(text.replace(part, with), where);
    }

    /** A whole number within bounds as an {@code Integer}. */
    static Object whole(BigDecimal number, int least, int most, String what) {
        return number.stripTrailingZeros().scale() > 0
                        || number.compareTo(BigDecimal.valueOf(least)) < 0
                        || number.compareTo(BigDecimal.valueOf(most)) > 0
                ? Failure.of(
                        Reason.ARGUMENT_OUT_OF_RANGE, what + " must be a whole number from " + least + " to " + most)
                : (Object) number.intValueExact();
    }

    /** A day that may not exist or lie too far away. */
    static Object day(Supplier<LocalDate> day, String where) {
        try {
            LocalDate date = day.get();
            return date.getYear() < 1 || date.getYear() > 9999 ? outside(where) : date;
        } catch (DateTimeException | ArithmeticException e) {
            return outside(where);
        }
    }

    /** An instant that may lie too far away. */
    static Object instant(Supplier<Instant> instant, String where) {
        try {
            Instant at = instant.get();
            return at.isBefore(LEAST) || at.isAfter(GREATEST) ? outside(where) : at;
        } catch (DateTimeException | ArithmeticException e) {
            return outside(where);
        }
    }

    private static Failure outside(String where) {
        return Failure.of(
                Reason.DATE_OUT_OF_RANGE,
                where + " gives a day that does not exist or lies outside of the years 1 to 9999");
    }
}
