package dev.crmkit.view;

import dev.crmkit.model.CrmRecord;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A record with the days that it takes, in the workspace's zone. Immutable.
 *
 * @param record the record
 * @param firstDay the first day
 * @param lastDay the last day, which may be the first
 * @param start the instant at which it starts; null for calendar days
 * @param end the instant before which it ends; null for calendar days, and for a point in time
 */
public record CalendarEntry(
        CrmRecord record,
        LocalDate firstDay,
        LocalDate lastDay,
        @Nullable Instant start,
        @Nullable Instant end) {

    /** Checks for null. */
    public CalendarEntry {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(firstDay, "firstDay");
        Objects.requireNonNull(lastDay, "lastDay");
    }
}
