package dev.crmkit.view;

import dev.crmkit.query.Page;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/**
 * What a calendar shows of some days. Immutable.
 *
 * @param shows what is shown of each record
 * @param from the first day
 * @param to the day after the last
 * @param zone the workspace's zone, in which days begin
 * @param page the records that touch these days, by start; there may be more of them on further pages
 */
public record CalendarRange(
        List<ShownAttribute> shows, LocalDate from, LocalDate to, ZoneId zone, Page<CalendarEntry> page)
        implements ViewResult {

    /** Copies the list. */
    public CalendarRange {
        shows = List.copyOf(shows);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(page, "page");
    }
}
