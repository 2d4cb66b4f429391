package dev.crmkit.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records on the days that they take, in the workspace's zone. Every method returns a changed copy. Immutable.
 *
 * <p>A record without a start is not shown, and one without an end, or whose end is before its start, takes the moment or day of its start. Days run
 * to the end of the last one; moments end before the instant of their end.
 *
 * @param start a DATE or TIMESTAMP attribute, or a time such as {@code @created_at}
 * @param end one of the same sort, or null
 */
public record CalendarLayout(String start, @Nullable String end) implements ViewLayout {

    /** Checks for null. */
    public CalendarLayout {
        Objects.requireNonNull(start, "start");
    }

    /** On the day of this attribute. */
    public static CalendarLayout on(String start) {
        return new CalendarLayout(start, null);
    }

    /** Up to this attribute; null for the start alone. */
    public CalendarLayout until(@Nullable String newEnd) {
        return new CalendarLayout(start, newEnd);
    }

    @Override
    public ViewKind kind() {
        return ViewKind.CALENDAR;
    }
}
