package dev.crmkit.view;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;

/**
 * What a timeline shows of some days. Immutable.
 *
 * @param shows what is shown of each record
 * @param from the first day
 * @param to the day after the last
 * @param zone the workspace's zone, in which days begin
 * @param lanes in order, up to 100; without groups one, whose key is null
 * @param omitted how many lanes there are beyond these
 */
public record TimelineRange(
        List<ShownAttribute> shows, LocalDate from, LocalDate to, ZoneId zone, List<TimelineLane> lanes, int omitted)
        implements ViewResult {

    /** Copies the lists. */
    public TimelineRange {
        shows = List.copyOf(shows);
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(zone, "zone");
        lanes = List.copyOf(lanes);
    }
}
