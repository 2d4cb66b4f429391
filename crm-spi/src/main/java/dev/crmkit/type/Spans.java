package dev.crmkit.type;

import dev.crmkit.query.RelativeDate;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import org.jspecify.annotations.Nullable;

/** Spans of days that are counted from now, as ranges. */
final class Spans {
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private Spans() {}

    /** Of instants: a day begins at its first instant in the zone, also where midnight is skipped or comes twice. */
    static Predicate instants(Field field, RelativeDate span, EvaluationContext context) {
        Days days = Days.of(span, LocalDate.ofInstant(context.now(), context.zone()));
        Instant from = days.first == null ? null : start(days.first, context);
        Instant to = days.last == null ? null : start(days.last.plusDays(1), context);
        return switch (span.form()) {
            case LAST_DAYS -> range(field, from, floor(context.now()), true);
            case NEXT_DAYS -> range(field, ceiling(context.now()), to, false);
            default -> range(field, from, to, false);
        };
    }

    /** Of calendar days: whole days, which the index keeps as midnights in UTC. */
    static Predicate days(Field field, RelativeDate span, EvaluationContext context) {
        Days days = Days.of(span, LocalDate.ofInstant(context.now(), context.zone()));
        return range(field, midnight(days.first), midnight(days.last), true);
    }

    private static Instant start(LocalDate day, EvaluationContext context) {
        return day.atStartOfDay(context.zone()).toInstant();
    }

    private static @Nullable Instant midnight(@Nullable LocalDate day) {
        return day == null ? null : day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }

    private static Instant floor(Instant now) {
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    private static Instant ceiling(Instant now) {
        Instant floor = floor(now);
        return floor.equals(now) ? now : floor.plus(1, ChronoUnit.MICROS);
    }

    /** Bounds outside the years that values have say nothing, or exclude everything. */
    private static Predicate range(Field field, @Nullable Instant from, @Nullable Instant to, boolean toIncluded) {
        if ((from != null && from.isAfter(LAST)) || (to != null && to.isBefore(FIRST))) {
            return Predicate.never();
        }
        IndexValue low = from == null || from.isBefore(FIRST) ? null : new IndexValue.Moment(from);
        IndexValue high = to == null || to.isAfter(LAST) ? null : new IndexValue.Moment(to);
        return low == null && high == null
                ? new Predicate.IsEmpty(field).negate()
                : new Predicate.Range(field, low, true, high, toIncluded);
    }

    /**
     * The days of a span, both included; null for no bound.
     *
     * @param first the first day
     * @param last the last day
     */
    private record Days(@Nullable LocalDate first, @Nullable LocalDate last) {
        static Days of(RelativeDate span, LocalDate today) {
            return switch (span.form()) {
                case TODAY -> new Days(today, today);
                case YESTERDAY -> new Days(today.minusDays(1), today.minusDays(1));
                case TOMORROW -> new Days(today.plusDays(1), today.plusDays(1));
                case THIS_WEEK -> {
                    LocalDate monday = today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
                    yield new Days(monday, monday.plusDays(6));
                }
                case THIS_MONTH -> months(today.withDayOfMonth(1), 1);
                case THIS_QUARTER ->
                    months(LocalDate.of(today.getYear(), (today.getMonthValue() - 1) / 3 * 3 + 1, 1), 3);
                case THIS_YEAR -> months(today.withDayOfYear(1), 12);
                case LAST_DAYS -> new Days(today.minusDays(span.days()), today);
                case NEXT_DAYS -> new Days(today, today.plusDays(span.days()));
                case MORE_THAN_DAYS_AGO ->
                    new Days(null, today.minusDays(span.days()).minusDays(1));
                case MORE_THAN_DAYS_AHEAD ->
                    new Days(today.plusDays(span.days()).plusDays(1), null);
            };
        }

        private static Days months(LocalDate first, int number) {
            return new Days(first, first.plusMonths(number).minusDays(1));
        }
    }
}
