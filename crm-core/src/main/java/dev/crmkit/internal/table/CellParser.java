package dev.crmkit.internal.table;

import dev.crmkit.imports.CellFormat;
import dev.crmkit.imports.DateOrder;
import dev.crmkit.internal.type.Refusals;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.internal.type.WhiteSpace;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the texts of cells as values of attributes, as people and spreadsheets write them. Immutable. */
public final class CellParser {
    private static final String SPACES = " \u00A0\u2009\u202F";
    private static final String SIGN = "[+\\-\u2212]";
    private static final int MOST_DIGITS = 120;
    private static final Pattern MONEY = Pattern.compile("(" + SIGN + "?)[" + SPACES + "]*(?:([A-Za-z]{3})|([€$£]))?["
            + SPACES + "]*([^A-Za-z€$£]*?)[" + SPACES + "]*(?:([A-Za-z]{3})|([€$£]))?");
    private static final Set<String> DOLLARS = Set.of("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "BRL");
    private static final Pattern YEAR_FIRST = Pattern.compile("(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})");
    private static final Pattern YEAR_LAST = Pattern.compile("(\\d{1,2})([-/.])(\\d{1,2})\\2(\\d{4})");
    private static final Pattern TIME = Pattern.compile("(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?[" + SPACES
            + "]*([AaPp][Mm])?[" + SPACES + "]*(Z|z|[+-]\\d{2}(?::?\\d{2})?)?");

    private final TypeRegistry types;
    private final CellFormat format;
    private final ZoneId zone;
    private final Pattern number;

    /**
     * A parser.
     *
     * @param workspaceZone of times that name no zone, where the format names none either
     */
    public CellParser(TypeRegistry types, CellFormat format, ZoneId workspaceZone) {
        this.types = types;
        this.format = format;
        ZoneId said = format.zone();
        this.zone = said == null ? workspaceZone : said;
        String mark = Pattern.quote(String.valueOf(format.decimalMark()));
        String group = "[" + SPACES + "'\u2019" + (format.decimalMark() == '.' ? "," : ".") + "]";
        this.number = Pattern.compile("(" + SIGN + "?)(\\d{1,3}(?:(" + group + ")\\d{3})(?:\\3\\d{3})*|\\d*)(?:" + mark
                + "(\\d+))?(?:[eE]([+-]?\\d{1,2}))?");
    }

    /**
     * The value that a text stands for, in a form that the attribute's type takes.
     *
     * @param text not blank
     * @return null if the text turns out to be empty
     * @throws InvalidValueException if it does not fit
     */
    public @Nullable Object parse(AttributeSpec spec, String text) {
        Optional<Object> compound = CompoundCells.find(types.get(spec.type()), spec, text);
        return compound.isPresent() ? compound.get() : parsePlain(spec, text);
    }

    private @Nullable Object parsePlain(AttributeSpec spec, String text) {
        return switch (spec.type()) {
            case "NUMBER", "RATING" -> number(text);
            case "CURRENCY" -> money(spec, text);
            case "DATE" -> day(text);
            case "TIMESTAMP" -> instant(text);
            case "MULTI_SELECT", "USER_REFERENCE" -> members(spec, text);
            default -> types.get(spec.type()).parse(spec, text);
        };
    }

    /** The texts between the list separators, without white space at their ends; blank ones are left out. */
    public List<String> list(String text) {
        String separator = format.listSeparator();
        return split(text, !separator.isEmpty() ? separator : text.indexOf(';') >= 0 ? ";" : ",");
    }

    private static List<String> split(String text, String between) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(Pattern.quote(between), -1)) {
            String stripped = WhiteSpace.strip(part);
            if (!stripped.isEmpty()) {
                parts.add(stripped);
            }
        }
        return parts;
    }

    /** The names between the list separators, or semicolons where none were said: names may have commas in them. */
    public List<String> names(String text) {
        return split(text, format.listSeparator().isEmpty() ? ";" : format.listSeparator());
    }

    private @Nullable Object members(AttributeSpec spec, String text) {
        AttributeType type = types.get(spec.type());
        if (format.listSeparator().isEmpty()) {
            return type.parse(spec, text);
        }
        Set<Object> members = new LinkedHashSet<>();
        for (String part : list(text)) {
            if (type.parse(spec, part) instanceof Collection<?> parsed) {
                members.addAll(parsed);
            }
        }
        return members.isEmpty() ? null : List.copyOf(members);
    }

    /** The number that a text stands for. */
    public BigDecimal number(String text) {
        String stripped = WhiteSpace.strip(text);
        Matcher matcher = number.matcher(stripped);
        if (stripped.length() > MOST_DIGITS || !matcher.matches()) {
            throw notANumber(text);
        }
        String whole = matcher.group(2).replaceAll("\\D", "");
        String fraction = matcher.group(4) == null ? "" : matcher.group(4);
        if (whole.isEmpty() && fraction.isEmpty()) {
            throw notANumber(text);
        }
        BigDecimal digits =
                new BigDecimal((whole.isEmpty() ? "0" : whole) + (fraction.isEmpty() ? "" : "." + fraction));
        if (matcher.group(5) != null) {
            digits = digits.scaleByPowerOfTen(Integer.parseInt(matcher.group(5)));
        }
        return matcher.group(1).isEmpty() || matcher.group(1).equals("+") ? digits : digits.negate();
    }

    private InvalidValueException notANumber(String text) {
        char other = format.decimalMark() == '.' ? ',' : '.';
        return Refusals.malformed(
                text,
                "is not a number. Write digits, as in 1234" + format.decimalMark() + "5, groups of three between '"
                        + other
                        + "' or spaces if you like"
                        + (text.indexOf(other) >= 0 ? "; or import with '" + other + "' as the decimal mark" : ""));
    }

    private Object money(AttributeSpec spec, String text) {
        Matcher matcher = MONEY.matcher(WhiteSpace.strip(text));
        if (!matcher.matches()) {
            return number(text);
        }
        String before = currency(spec, matcher.group(2), matcher.group(3));
        String after = currency(spec, matcher.group(5), matcher.group(6));
        if (before != null && after != null) {
            throw Refusals.malformed(text, "names a currency twice. Write it once, as in 1234.50 EUR");
        }
        BigDecimal amount = number(matcher.group(1) + matcher.group(4));
        String code = before == null ? after : before;
        return code == null ? amount : Map.of("amount", amount, "currency", code);
    }

    private static @Nullable String currency(AttributeSpec spec, @Nullable String code, @Nullable String symbol) {
        if (code != null || symbol == null) {
            return code == null ? null : code.toUpperCase(Locale.ROOT);
        }
        String own = String.valueOf(spec.config().get("currency"));
        return switch (symbol) {
            case "€" -> "EUR";
            case "£" -> "GBP";
            default -> DOLLARS.contains(own) ? own : "USD";
        };
    }

    private LocalDate day(String text) {
        String stripped = WhiteSpace.strip(text);
        int end = endOfDay(stripped);
        LocalDate day = calendarDay(text, stripped.substring(0, end));
        String rest = WhiteSpace.strip(stripped.substring(Math.min(stripped.length(), end + 1)));
        // Spreadsheets write days as midnights.
        if (!rest.isEmpty() && !rest.matches("0?0:00(:00([.,]0+)?)?")) {
            throw Refusals.malformed(text, "has a time in it, which a calendar day has not. Take it away");
        }
        return day;
    }

    /** A day ends at the first space or at the T before its time. */
    private static int endOfDay(String text) {
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (WhiteSpace.is(character) || character == 'T' || character == 't') {
                return i;
            }
        }
        return text.length();
    }

    private LocalDate calendarDay(String text, String written) {
        try {
            Matcher first = YEAR_FIRST.matcher(written);
            if (first.matches()) {
                return date(first.group(1), first.group(3), first.group(4));
            }
            Matcher last = YEAR_LAST.matcher(written);
            if (last.matches() && format.dateOrder() != DateOrder.YEAR_MONTH_DAY) {
                boolean dayFirst = format.dateOrder() == DateOrder.DAY_MONTH_YEAR;
                return date(last.group(4), last.group(dayFirst ? 3 : 1), last.group(dayFirst ? 1 : 3));
            }
        } catch (DateTimeException e) {
            throw Refusals.malformed(
                    text, "is not a day of the calendar, with dates as " + example() + ". Check day and month");
        }
        throw Refusals.malformed(
                text,
                "is not a date. Write it as in " + example()
                        + (format.dateOrder() == DateOrder.YEAR_MONTH_DAY
                                ? ", or import with another order of day, month and year"
                                : ""));
    }

    private String example() {
        return switch (format.dateOrder()) {
            case YEAR_MONTH_DAY -> "2026-03-31";
            case DAY_MONTH_YEAR -> "31/3/2026 or 2026-03-31";
            case MONTH_DAY_YEAR -> "3/31/2026 or 2026-03-31";
        };
    }

    private static LocalDate date(String year, String month, String day) {
        return LocalDate.of(Integer.parseInt(year), Integer.parseInt(month), Integer.parseInt(day));
    }

    private Instant instant(String text) {
        String stripped = WhiteSpace.strip(text);
        int end = endOfDay(stripped);
        LocalDate day = calendarDay(text, stripped.substring(0, end));
        if (end == stripped.length()) {
            return day.atStartOfDay(zone).toInstant();
        }
        Matcher time = TIME.matcher(WhiteSpace.strip(stripped.substring(end + 1)));
        try {
            if (time.matches()) {
                LocalDateTime local = day.atTime(time(time));
                String offset = time.group(6);
                // In a gap it is later by the gap; what there is twice is the first.
                return offset == null
                        ? local.atZone(zone).toInstant()
                        : local.toInstant(ZoneOffset.of(offset.equals("z") ? "Z" : offset));
            }
        } catch (DateTimeException e) {
            throw notATime(text);
        }
        throw notATime(text);
    }

    private static LocalTime time(Matcher time) {
        int hour = Integer.parseInt(time.group(1));
        String half = time.group(5);
        if (half != null) {
            if (hour < 1 || hour > 12) {
                throw new DateTimeException("No such hour of a half day: " + hour);
            }
            hour = hour % 12 + (half.charAt(0) == 'p' || half.charAt(0) == 'P' ? 12 : 0);
        }
        String fraction = time.group(4) == null ? "" : time.group(4);
        return LocalTime.of(
                hour,
                Integer.parseInt(time.group(2)),
                time.group(3) == null ? 0 : Integer.parseInt(time.group(3)),
                Integer.parseInt((fraction + "000000000").substring(0, 9)));
    }

    private InvalidValueException notATime(String text) {
        return Refusals.malformed(
                text,
                "is not a time. Write day and time as in 2026-03-31 09:00, with Z or an offset such as +01:00 if it is"
                        + " not in " + zone.getId());
    }
}
