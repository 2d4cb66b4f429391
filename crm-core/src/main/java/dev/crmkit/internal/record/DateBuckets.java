package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.query.DateUnit;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** The begins of calendar units as instants: the one place that knows when a day begins where. Not instantiable. */
final class DateBuckets {
    private static final int MOST = 10_000;

    private DateBuckets() {}

    /** The begins of all units from the one of {@code least} to the one of {@code greatest}, ascending. */
    static List<Instant> begins(DateUnit unit, ZoneId zone, Instant least, Instant greatest) {
        List<Instant> begins = new ArrayList<>();
        LocalDate day = first(unit, least.atZone(zone).toLocalDate());
        LocalDate last = first(unit, greatest.atZone(zone).toLocalDate());
        while (!day.isAfter(last)) {
            if (begins.size() == MOST) {
                throw new InvalidInputException(
                        "group by " + unit,
                        List.of(new Violation(
                                "groupBy",
                                ErrorCode.QUERY_LIMIT,
                                "gives more than " + MOST + " buckets from " + least + " to " + greatest
                                        + ". Choose a longer unit or filter the dates")));
            }
            Instant begin = day.atStartOfDay(zone).toInstant();
            // A zone that leaves out a day has no instant of its own for it.
            if (begins.isEmpty() || begin.isAfter(begins.get(begins.size() - 1))) {
                begins.add(begin);
            }
            day = next(unit, day);
        }
        return begins;
    }

    private static LocalDate first(DateUnit unit, LocalDate day) {
        return switch (unit) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
            case QUARTER -> day.with(IsoFields.DAY_OF_QUARTER, 1);
            case YEAR -> day.withDayOfYear(1);
        };
    }

    private static LocalDate next(DateUnit unit, LocalDate day) {
        return switch (unit) {
            case DAY -> day.plusDays(1);
            case WEEK -> day.plusWeeks(1);
            case MONTH -> day.plusMonths(1);
            case QUARTER -> day.plusMonths(3);
            case YEAR -> day.plusYears(1);
        };
    }
}
