package dev.crmkit.timeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which events, and which page of them. Immutable.
 *
 * @param types only of these types; empty for all
 * @param from only from this instant on, or null
 * @param until only before this instant, or null
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record TimelineQuery(
        Set<String> types,
        @Nullable Instant from,
        @Nullable Instant until,
        int limit,
        @Nullable String cursor) {

    /** Copies the types. */
    public TimelineQuery {
        types = Set.copyOf(types);
    }

    /** Everything, 50 a page. */
    public static TimelineQuery all() {
        return new TimelineQuery(Set.of(), null, null, 50, null);
    }

    /** Only events of these types. */
    public TimelineQuery types(String... newTypes) {
        return new TimelineQuery(new TreeSet<>(Arrays.asList(newTypes)), from, until, limit, cursor);
    }

    /** Only events from one instant on and before the other. */
    public TimelineQuery between(@Nullable Instant newFrom, @Nullable Instant newUntil) {
        return new TimelineQuery(types, newFrom, newUntil, limit, cursor);
    }

    /** As many a page, 1 to 1,000. */
    public TimelineQuery limit(int events) {
        return new TimelineQuery(types, from, until, events, cursor);
    }

    /** The page after the one whose cursor this is. */
    public TimelineQuery after(@Nullable String newCursor) {
        return new TimelineQuery(types, from, until, limit, newCursor);
    }
}
