package dev.crmkit.internal.formula;

import java.util.List;
import java.util.Random;

/** Writes random formulas that are well typed. Not thread-safe. */
final class Writer {
    static final List<Kind> KINDS =
            List.of(Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.TIMESTAMP, Kind.CHECKBOX, Kind.CURRENCY);

    private final Random random;
    private final Fields fields;

    Writer(Random random, Fields fields) {
        this.random = random;
        this.fields = fields;
    }

    private String one(String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String any(int depth) {
        return write(KINDS.get(random.nextInt(KINDS.size())), depth);
    }

    String write(Kind kind, int depth) {
        if (depth == 0 || random.nextInt(6) == 0) {
            return leaf(kind);
        }
        int next = depth - 1;
        return switch (random.nextInt(8)) {
            case 0 -> "if(" + write(Kind.CHECKBOX, next) + ", " + write(kind, next) + ", " + write(kind, next) + ")";
            case 1 -> "coalesce(" + write(kind, next) + ", " + write(kind, next) + ")";
            case 2 -> "if_error(" + write(kind, next) + ", " + write(kind, next) + ")";
            case 3 -> {
                Kind by = KINDS.get(random.nextInt(KINDS.size()));
                yield "switch(" + write(by, next) + ", " + write(by, next) + ", " + write(kind, next) + ", "
                        + write(kind, next) + ")";
            }
            default -> special(kind, next);
        };
    }

    private String leaf(Kind kind) {
        List<String> names = fields.names(kind);
        String literal = switch (kind) {
            case NUMBER -> one("0", "1", "2.5", "1000000", "0.000000000000000001", "123456789012345678901234567890");
            case TEXT -> one("'a'", "''", "'İi ß'", "'12'", "'😀'");
            case DATE -> one("date(2026, 2, 28)", "date(1, 1, 1)", "date(9999, 12, 31)");
            case CHECKBOX -> one("true", "false");
            case CURRENCY -> one("money(1, 'EUR')", "money(2.345, 'USD')");
            default -> "at";
        };
        return random.nextBoolean() ? literal : names.get(random.nextInt(names.size()));
    }

    private String special(Kind kind, int next) {
        String number = write(Kind.NUMBER, next);
        return switch (kind) {
            case NUMBER ->
                one(
                        "(" + number + one(" + ", " - ", " * ", " / ", " % ") + write(Kind.NUMBER, next) + ")",
                        "-" + leaf(Kind.NUMBER),
                        one("round(", "floor(", "ceil(", "abs(") + number + ")",
                        "round(" + number + ", " + leaf(Kind.NUMBER) + ")",
                        one("min(", "max(") + number + ", " + write(Kind.NUMBER, next) + ")",
                        "length(" + write(Kind.TEXT, next) + ")",
                        "number(" + write(Kind.TEXT, next) + ")",
                        one("year(", "month(", "day(", "weekday(")
                                + write(random.nextBoolean() ? Kind.DATE : Kind.TIMESTAMP, next) + ")",
                        "days_between(" + write(Kind.DATE, next) + ", " + write(Kind.DATE, next) + ")",
                        "hours_between(" + write(Kind.TIMESTAMP, next) + ", at)",
                        "amount_of(" + write(Kind.CURRENCY, next) + ")",
                        "(" + write(Kind.CURRENCY, next) + " / " + write(Kind.CURRENCY, next) + ")");
            case TEXT ->
                one(
                        "(" + any(next) + " & " + any(next) + ")",
                        one("upper(", "lower(", "trim(") + write(Kind.TEXT, next) + ")",
                        one("left(", "right(") + write(Kind.TEXT, next) + ", " + number + ")",
                        "text(" + any(next) + ")",
                        "replace(" + write(Kind.TEXT, next) + ", " + write(Kind.TEXT, next) + ", "
                                + write(Kind.TEXT, next) + ")",
                        "currency_of(" + write(Kind.CURRENCY, next) + ")");
            case DATE ->
                one(
                        one("add_days(", "add_months(") + write(Kind.DATE, next) + ", " + number + ")",
                        "date_of(" + write(Kind.TIMESTAMP, next) + ")",
                        "date(" + number + ", " + leaf(Kind.NUMBER) + ", " + leaf(Kind.NUMBER) + ")",
                        one("min(", "max(") + write(Kind.DATE, next) + ", " + write(Kind.DATE, next) + ")");
            case CHECKBOX -> {
                Kind by = KINDS.get(random.nextInt(KINDS.size()));
                String order =
                        by == Kind.CHECKBOX ? one(" = ", " <> ") : one(" = ", " <> ", " < ", " <= ", " > ", " >= ");
                yield one(
                        "(" + write(by, next) + order + write(by, next) + ")",
                        "(" + write(Kind.CHECKBOX, next) + one(" and ", " or ") + write(Kind.CHECKBOX, next) + ")",
                        "(not " + write(Kind.CHECKBOX, next) + ")",
                        "is_empty(" + any(next) + ")",
                        one("contains(", "starts_with(", "ends_with(") + write(Kind.TEXT, next) + ", "
                                + write(Kind.TEXT, next) + ")");
            }
            case CURRENCY ->
                one(
                        "(" + write(Kind.CURRENCY, next) + one(" + ", " - ") + write(Kind.CURRENCY, next) + ")",
                        "(" + write(Kind.CURRENCY, next) + one(" * ", " / ") + number + ")",
                        "(" + number + " * " + write(Kind.CURRENCY, next) + ")",
                        one("round(", "abs(") + write(Kind.CURRENCY, next) + ")",
                        "money(" + number + ", 'EUR')",
                        one("min(", "max(") + write(Kind.CURRENCY, next) + ", " + write(Kind.CURRENCY, next) + ")");
            default -> one("max(at, notime)", "min(" + write(Kind.TIMESTAMP, next) + ", at)");
        };
    }
}
