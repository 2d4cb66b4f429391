package dev.crmkit.internal.formula;

import dev.crmkit.internal.formula.Failure.Reason;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.spi.storage.TextFolding;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The functions that take and give plain values; those that choose among their arguments are {@link Choices}. Not instantiable. */
final class Functions {
    private static final int MANY = 100;
    private static final int MOST_DAYS = 10_000_000;
    private static final int MOST_CHARACTERS = 1_000_000;
    private static final BigDecimal MICROS_PER_HOUR = BigDecimal.valueOf(3_600_000_000L);
    private static final Pattern PLAIN = Pattern.compile("[+-]?\\d{1,30}(\\.\\d{1,18})?");

    /** All functions by name, in the order in which messages list them. */
    static final Map<String, Shape> ALL = all();

    private Functions() {}

    /**
     * How a function is written. Immutable.
     *
     * @param usage as in {@code round(x, digits)}
     * @param least the least number of arguments
     * @param most the greatest number of arguments
     * @param builder what makes it of arguments of that number
     */
    record Shape(String usage, int least, int most, Builder builder) {}

    /** Makes the expression of a call. */
    @FunctionalInterface
    interface Builder {
        Expression build(Checker checker, Node.Call call, List<Expression> arguments);
    }

    /** What a function does with its arguments, of which none is a failure and only texts may be missing: they are "". */
    @FunctionalInterface
    private interface Work {
        @Nullable
        Object run(List<Object> values, String where);
    }

    private static Map<String, Shape> all() {
        Map<String, Shape> all = new LinkedHashMap<>();
        all.put("if", new Shape("if(condition, then, otherwise)", 2, 3, Choices::ifElse));
        all.put("switch", new Shape("switch(value, case, result, ..., otherwise)", 3, MANY, Choices::switchCase));
        all.put("coalesce", new Shape("coalesce(a, b, ...)", 1, MANY, Choices::coalesce));
        all.put("is_empty", new Shape("is_empty(x)", 1, 1, Choices::isEmpty));
        all.put("if_error", new Shape("if_error(x, instead)", 2, 2, Choices::ifError));
        numbers(all);
        texts(all);
        times(all);
        money(all);
        return Collections.unmodifiableMap(all);
    }

    private static void numbers(Map<String, Shape> all) {
        all.put("round", new Shape("round(x) or round(x, digits)", 1, 2, rounding(RoundingMode.HALF_UP)));
        all.put("floor", new Shape("floor(x) or floor(x, digits)", 1, 2, rounding(RoundingMode.FLOOR)));
        all.put("ceil", new Shape("ceil(x) or ceil(x, digits)", 1, 2, rounding(RoundingMode.CEILING)));
        all.put("abs", new Shape("abs(x)", 1, 1, (checker, call, arguments) -> {
            Kind kind =
                    checker.expect(arguments.get(0), call.arguments().get(0), "abs takes", Kind.NUMBER, Kind.CURRENCY);
            return Expression.of(
                    kind,
                    arguments.get(0).currency(),
                    Checker.strictly(
                            arguments,
                            values -> values.get(0) instanceof Money money
                                    ? new Money(money.amount().abs(), money.currency())
                                    : ((BigDecimal) values.get(0)).abs()));
        }));
        all.put("min", new Shape("min(a, b, ...)", 1, MANY, Choices.extreme(-1)));
        all.put("max", new Shape("max(a, b, ...)", 1, MANY, Choices.extreme(1)));
        all.put("number", simple("number(text)", Kind.NUMBER, List.of(Kind.TEXT), (values, where) -> {
            String text = WhiteSpace.strip((String) values.get(0));
            return text.isEmpty()
                    ? null
                    : PLAIN.matcher(text).matches()
                            ? Values.number(new BigDecimal(text), where)
                            : Failure.of(Reason.NOT_A_NUMBER, where + " is given a text that is not a number");
        }));
    }

    private static Builder rounding(RoundingMode mode) {
        return (checker, call, arguments) -> {
            String name = call.function();
            Kind kind = checker.expect(
                    arguments.get(0), call.arguments().get(0), name + " takes", Kind.NUMBER, Kind.CURRENCY);
            if (arguments.size() > 1) {
                checker.expect(arguments.get(1), call.arguments().get(1), name + " takes as digits", Kind.NUMBER);
            }
            String where = Checker.where(name, call.position());
            return Expression.of(kind, arguments.get(0).currency(), Checker.strictly(arguments, values -> {
                Object digits = values.size() == 1
                        ? (Object) 0
                        : Values.whole((BigDecimal) values.get(1), -18, 18, "the digits of " + where);
                if (!(digits instanceof Integer scale)) {
                    return digits;
                } else if (values.get(0) instanceof Money money) {
                    return Values.money(Values.number(money.amount().setScale(scale, mode), where), money.currency());
                }
                return Values.number(((BigDecimal) values.get(0)).setScale(scale, mode), where);
            }));
        };
    }

    private static void texts(Map<String, Shape> all) {
        all.put("text", new Shape("text(x)", 1, 1, (checker, call, arguments) -> {
            String where = Checker.where("text", call.position());
            return Expression.of(Kind.TEXT, in -> {
                Object value = arguments.get(0).evaluate(in);
                return value instanceof Failure ? value : Values.text(Values.text(value), where);
            });
        }));
        all.put("upper", text("upper(text)", (text, where) -> Values.text(text.toUpperCase(Locale.ROOT), where)));
        all.put("lower", text("lower(text)", (text, where) -> Values.text(text.toLowerCase(Locale.ROOT), where)));
        all.put("trim", text("trim(text)", (text, where) -> Values.text(WhiteSpace.strip(text), where)));
        all.put("left", part("left(text, count)", true));
        all.put("right", part("right(text, count)", false));
        all.put("length", simple("length(text)", Kind.NUMBER, List.of(Kind.TEXT), (values, where) -> {
            String text = (String) values.get(0);
            return BigDecimal.valueOf(text.codePointCount(0, text.length()));
        }));
        all.put("contains", search("contains(text, part)", String::contains));
        all.put("starts_with", search("starts_with(text, part)", String::startsWith));
        all.put("ends_with", search("ends_with(text, part)", String::endsWith));
        all.put(
                "replace",
                simple(
                        "replace(text, part, with)",
                        Kind.TEXT,
                        List.of(Kind.TEXT, Kind.TEXT, Kind.TEXT),
                        (values, where) -> Values.replace(
                                (String) values.get(0), (String) values.get(1), (String) values.get(2), where)));
    }

    private static Shape text(String usage, BiFunction<String, String, @Nullable Object> work) {
        return simple(
                usage, Kind.TEXT, List.of(Kind.TEXT), (values, where) -> work.apply((String) values.get(0), where));
    }

    private static Shape part(String usage, boolean fromBegin) {
        return simple(usage, Kind.TEXT, List.of(Kind.TEXT, Kind.NUMBER), (values, where) -> {
            Object asked = Values.whole((BigDecimal) values.get(1), 0, MOST_CHARACTERS, "the count of " + where);
            if (!(asked instanceof Integer count)) {
                return asked;
            }
            String text = (String) values.get(0);
            int length = text.codePointCount(0, text.length());
            if (count >= length) {
                return Values.text(text, where);
            }
            return Values.text(
                    fromBegin
                            ? text.substring(0, text.offsetByCodePoints(0, count))
                            : text.substring(text.offsetByCodePoints(0, length - count)),
                    where);
        });
    }

    /** Without case, as conditions search. */
    private static Shape search(String usage, BiFunction<String, String, Boolean> found) {
        return simple(
                usage,
                Kind.CHECKBOX,
                List.of(Kind.TEXT, Kind.TEXT),
                (values, where) -> found.apply(
                        TextFolding.fold((String) values.get(0)), TextFolding.fold((String) values.get(1))));
    }

    private static void times(Map<String, Shape> all) {
        all.put(
                "date",
                simple(
                        "date(year, month, day)",
                        Kind.DATE,
                        List.of(Kind.NUMBER, Kind.NUMBER, Kind.NUMBER),
                        (values, where) -> {
                            Object[] parts = new Object[3];
                            for (int i = 0; i < parts.length; i++) {
                                parts[i] = Values.whole((BigDecimal) values.get(i), 0, 9999, "each part of " + where);
                            }
                            for (Object part : parts) {
                                if (part instanceof Failure) {
                                    return part;
                                }
                            }
                            return Values.day(
                                    () -> LocalDate.of((Integer) parts[0], (Integer) parts[1], (Integer) parts[2]),
                                    where);
                        }));
        all.put("date_of", new Shape("date_of(time)", 1, 1, (checker, call, arguments) -> {
            checker.expect(arguments.get(0), call.arguments().get(0), "date_of takes", Kind.TIMESTAMP);
            checker.useZone();
            return Expression.of(Kind.DATE, in -> {
                Object value = arguments.get(0).evaluate(in);
                return value instanceof Instant at ? at.atZone(in.zone()).toLocalDate() : value;
            });
        }));
        all.put("year", part("year", LocalDate::getYear));
        all.put("month", part("month", LocalDate::getMonthValue));
        all.put("day", part("day", LocalDate::getDayOfMonth));
        all.put("weekday", part("weekday", day -> day.getDayOfWeek().getValue()));
        all.put("add_days", moved("add_days(day, count)", LocalDate::plusDays));
        all.put("add_months", moved("add_months(day, count)", LocalDate::plusMonths));
        all.put(
                "days_between",
                simple(
                        "days_between(from, to)",
                        Kind.NUMBER,
                        List.of(Kind.DATE, Kind.DATE),
                        (values, where) -> BigDecimal.valueOf(
                                ChronoUnit.DAYS.between((LocalDate) values.get(0), (LocalDate) values.get(1)))));
        all.put(
                "hours_between",
                simple(
                        "hours_between(from, to)",
                        Kind.NUMBER,
                        List.of(Kind.TIMESTAMP, Kind.TIMESTAMP),
                        (values, where) -> {
                            Duration span = Duration.between((Instant) values.get(0), (Instant) values.get(1));
                            BigDecimal micros = BigDecimal.valueOf(span.getSeconds())
                                    .movePointRight(6)
                                    .add(BigDecimal.valueOf(span.getNano() / 1_000));
                            return Values.arithmetic("/", micros, MICROS_PER_HOUR, where);
                        }));
    }

    /** A part of a day; an instant is on the day that it has in the workspace's zone. */
    private static Shape part(String name, ToIntFunction<LocalDate> part) {
        return new Shape(name + "(day or time)", 1, 1, (checker, call, arguments) -> {
            Kind kind = checker.expect(
                    arguments.get(0), call.arguments().get(0), name + " takes", Kind.DATE, Kind.TIMESTAMP);
            if (kind == Kind.TIMESTAMP) {
                checker.useZone();
            }
            return Expression.of(Kind.NUMBER, in -> {
                Object value = arguments.get(0).evaluate(in);
                LocalDate day = value instanceof Instant at
                        ? at.atZone(in.zone()).toLocalDate()
                        : value instanceof LocalDate date ? date : null;
                return day == null ? value : (Object) BigDecimal.valueOf(part.applyAsInt(day));
            });
        });
    }

    private static Shape moved(String usage, BiFunction<LocalDate, Integer, LocalDate> move) {
        return simple(usage, Kind.DATE, List.of(Kind.DATE, Kind.NUMBER), (values, where) -> {
            Object count = Values.whole((BigDecimal) values.get(1), -MOST_DAYS, MOST_DAYS, "the count of " + where);
            return count instanceof Integer number
                    ? Values.day(() -> move.apply((LocalDate) values.get(0), number), where)
                    : count;
        });
    }

    private static void money(Map<String, Shape> all) {
        all.put(
                "amount_of",
                simple(
                        "amount_of(money)",
                        Kind.NUMBER,
                        List.of(Kind.CURRENCY),
                        (values, where) -> Values.number(((Money) values.get(0)).amount(), where)));
        all.put(
                "currency_of",
                simple(
                        "currency_of(money)",
                        Kind.TEXT,
                        List.of(Kind.CURRENCY),
                        (values, where) -> ((Money) values.get(0)).currency()));
        all.put("money", new Shape("money(number, \"EUR\")", 2, 2, (checker, call, arguments) -> {
            checker.expect(arguments.get(0), call.arguments().get(0), "money takes", Kind.NUMBER);
            if (!(call.arguments().get(1) instanceof Node.Text code) || !isCurrency(code.value())) {
                return checker.fault(
                        call.arguments().get(1).position(),
                        "money takes as its currency a code of ISO 4217 in quotes, as in \"EUR\"");
            }
            return Expression.of(
                    Kind.CURRENCY,
                    code.value(),
                    Checker.strictly(
                            arguments.subList(0, 1), values -> new Money((BigDecimal) values.get(0), code.value())));
        }));
    }

    private static boolean isCurrency(String code) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(currency -> currency.getCurrencyCode().equals(code));
    }

    private static Shape simple(String usage, Kind result, List<Kind> parameters, Work work) {
        String name = usage.substring(0, usage.indexOf('('));
        return new Shape(usage, parameters.size(), parameters.size(), (checker, call, arguments) -> {
            for (int i = 0; i < parameters.size(); i++) {
                checker.expect(
                        arguments.get(i),
                        call.arguments().get(i),
                        name + (parameters.size() == 1 ? " takes" : " takes as argument " + (i + 1)),
                        parameters.get(i));
            }
            String where = Checker.where(name, call.position());
            return Expression.of(result, Checker.strictly(arguments, values -> work.run(values, where)));
        });
    }
}
