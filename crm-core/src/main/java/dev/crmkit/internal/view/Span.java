package dev.crmkit.internal.view;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.StagePosition;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Operand;
import dev.crmkit.query.SystemFields;
import dev.crmkit.view.CalendarEntry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * When records take place: calendar days as they are, instants in the workspace's zone. Immutable.
 *
 * @param start the path of the start
 * @param end the path of the end, or null
 * @param days whether both are calendar days, of which the last one is part of the span; instants end before their end
 * @param zone the workspace's
 */
record Span(String start, @Nullable String end, boolean days, ZoneId zone) {

    /** True of the records that touch these days: from the first to the one before the end. */
    Filter touches(LocalDate from, LocalDate to) {
        Operand begins = Filter.attr(start);
        Filter after = begins.gte(bound(from));
        String until = end;
        if (until != null) {
            Operand ends = Filter.attr(until);
            after = after.or(days ? ends.gte(bound(from)) : ends.gt(bound(from)));
        }
        return begins.lt(bound(to)).and(after);
    }

    private Object bound(LocalDate day) {
        return days ? day : day.atStartOfDay(zone).toInstant();
    }

    /** The record with the days that it takes; it has a start. */
    CalendarEntry entry(CrmRecord record) {
        Object first = value(record, start);
        Object last = end == null ? null : value(record, end);
        if (first instanceof LocalDate day) {
            LocalDate until = last instanceof LocalDate end && end.isAfter(day) ? end : day;
            return new CalendarEntry(record, day, until, null, null);
        } else if (first instanceof Instant begin) {
            LocalDate day = begin.atZone(zone).toLocalDate();
            if (last instanceof Instant end && end.isAfter(begin)) {
                LocalDate until = end.minus(1, ChronoUnit.MICROS).atZone(zone).toLocalDate();
                return new CalendarEntry(record, day, until, begin, end);
            }
            return new CalendarEntry(record, day, day, begin, null);
        }
        throw new IllegalStateException("Record " + record.id() + " was found by its '" + start + "' and has none");
    }

    private static @Nullable Object value(CrmRecord record, String path) {
        return switch (path) {
            case SystemFields.CREATED_AT -> record.state().createdAt();
            case SystemFields.UPDATED_AT -> record.state().updatedAt();
            case SystemFields.ARCHIVED_AT -> record.state().archivedAt();
            case SystemFields.LAST_ACTIVITY_AT -> record.state().lastActivityAt();
            case SystemFields.STAGE_ENTERED_AT ->
                record.position().map(StagePosition::enteredAt).orElse(null);
            case SystemFields.CLOSED_AT ->
                record.position().map(StagePosition::closedAt).orElse(null);
            default -> record.value(path);
        };
    }
}
