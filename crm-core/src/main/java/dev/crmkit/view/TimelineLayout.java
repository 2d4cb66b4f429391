package dev.crmkit.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Records as bars over time, in lanes. Every method returns a changed copy. Immutable.
 *
 * <p>What start and end mean is said by {@link CalendarLayout}, and which lanes there are as for the columns of a {@link KanbanLayout}.
 *
 * @param start a DATE or TIMESTAMP attribute, or a time such as {@code @created_at}
 * @param end one of the same sort, or null
 * @param groupBy what tells the lanes apart, as {@link KanbanLayout#groupBy}; or null for one lane
 */
public record TimelineLayout(
        String start, @Nullable String end, @Nullable String groupBy) implements ViewLayout {

    /** Checks for null. */
    public TimelineLayout {
        Objects.requireNonNull(start, "start");
    }

    /** From this attribute on. */
    public static TimelineLayout from(String start) {
        return new TimelineLayout(start, null, null);
    }

    /** Up to this attribute; null for the start alone. */
    public TimelineLayout until(@Nullable String newEnd) {
        return new TimelineLayout(start, newEnd, groupBy);
    }

    /** In lanes by this attribute; null for one lane. */
    public TimelineLayout groupBy(@Nullable String path) {
        return new TimelineLayout(start, end, path);
    }

    @Override
    public ViewKind kind() {
        return ViewKind.TIMELINE;
    }
}
