package dev.crmkit.view;

import dev.crmkit.query.Page;
import java.util.Objects;

/**
 * A lane of a timeline. Immutable.
 *
 * @param group which records, and how many of them touch the days shown
 * @param entries the first ones, by start; the cursor gives the next ones, with {@link ViewQuery#inGroup} where there are groups
 */
public record TimelineLane(ViewGroup group, Page<CalendarEntry> entries) {

    /** Checks for null. */
    public TimelineLane {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(entries, "entries");
    }
}
