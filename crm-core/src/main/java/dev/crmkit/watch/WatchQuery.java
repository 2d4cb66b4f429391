package dev.crmkit.watch;

import org.jspecify.annotations.Nullable;

/**
 * Which page of subscriptions. Immutable.
 *
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record WatchQuery(int limit, @Nullable String cursor) {
    /** The most subscriptions of a page. */
    public static final int MAX_LIMIT = 1_000;

    /** The first page, 50 of them. */
    public static WatchQuery all() {
        return new WatchQuery(50, null);
    }

    /** As many a page, 1 to 1,000. */
    public WatchQuery limit(int watches) {
        return new WatchQuery(watches, cursor);
    }

    /** The page after the one whose cursor this is. */
    public WatchQuery after(@Nullable String newCursor) {
        return new WatchQuery(limit, newCursor);
    }
}
