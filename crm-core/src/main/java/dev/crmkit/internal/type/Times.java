package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.IndexValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Reads calendar days and instants, of the years 1 to 9999. Not instantiable. */
public final class Times {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private Times() {}

    static LocalDate day(Object input) {
        if (input instanceof LocalDate day) {
            if (day.getYear() < 1 || day.getYear() > 9999) {
                throw Refusals.outOfRange(day, "is outside the years 1 to 9999");
            }
            return day;
        } else if (input instanceof String text) {
            return day(parsedDay(text));
        }
        throw Refusals.wrongType(input, "a calendar day: a LocalDate or a text such as 2026-03-01");
    }

    private static LocalDate parsedDay(String text) {
        try {
            return LocalDate.parse(WhiteSpace.strip(text), DAY);
        } catch (DateTimeException e) {
            throw Refusals.malformed(text, "is not a calendar day. Write year, month and day as in 2026-03-01");
        }
    }

    /** An instant, cut to the microsecond. */
    public static Instant instant(Object input) {
        if (input instanceof Instant instant) {
            if (instant.isBefore(FIRST) || instant.isAfter(LAST)) {
                throw Refusals.outOfRange(instant, "is outside the years 1 to 9999");
            }
            return instant.truncatedTo(ChronoUnit.MICROS);
        } else if (input instanceof OffsetDateTime time) {
            return instant(time.toInstant());
        } else if (input instanceof ZonedDateTime time) {
            return instant(time.toInstant());
        } else if (input instanceof String text) {
            return instant(parsedInstant(text));
        }
        throw Refusals.wrongType(
                input, "an instant: an Instant, OffsetDateTime, ZonedDateTime or a text such as 2026-03-01T09:00:00Z");
    }

    private static Instant parsedInstant(String text) {
        try {
            return OffsetDateTime.parse(WhiteSpace.strip(text)).toInstant();
        } catch (DateTimeException e) {
            throw Refusals.malformed(
                    text, "is not an instant. Write day, time and offset as in 2026-03-01T09:00:00+01:00");
        }
    }

    static IndexValue index(LocalDate day) {
        return new IndexValue.Moment(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The index form of an instant that a caller named. */
    public static IndexValue momentOf(Object instant) {
        return new IndexValue.Moment(instant(instant));
    }
}
