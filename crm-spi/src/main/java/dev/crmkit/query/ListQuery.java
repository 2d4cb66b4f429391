package dev.crmkit.query;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows: a condition, an order and a page. Every method returns a changed copy. Immutable.
 *
 * <p>Without an order the newest come first. Equal sort values are ordered by id, in the direction of the last sort key.
 */
public final class ListQuery {
    /** Records on a page where the caller does not say. */
    public static final int DEFAULT_LIMIT = 50;

    /** The most records on a page. */
    public static final int MAX_LIMIT = 1000;

    /** How far a count is exact where the caller does not say. */
    public static final int DEFAULT_COUNT_CAP = 10_000;

    private static final ListQuery ALL =
            new ListQuery(Filter.all(), List.of(), null, ArchivedFilter.LIVE, DEFAULT_LIMIT, null, 0);

    private final Filter filter;
    private final List<Sort> sorts;
    private final @Nullable String search;
    private final ArchivedFilter archived;
    private final int limit;
    private final @Nullable String cursor;
    private final int countCap;

    private ListQuery(
            Filter filter,
            List<Sort> sorts,
            @Nullable String search,
            ArchivedFilter archived,
            int limit,
            @Nullable String cursor,
            int countCap) {
        this.filter = filter;
        this.sorts = sorts;
        this.search = search;
        this.archived = archived;
        this.limit = limit;
        this.cursor = cursor;
        this.countCap = countCap;
    }

    /** All live records, newest first. */
    public static ListQuery all() {
        return ALL;
    }

    /** The live records of which the filter is true. */
    public static ListQuery where(Filter filter) {
        return ALL.and(filter);
    }

    /** Only those of which this filter is true too. */
    public ListQuery and(Filter other) {
        Objects.requireNonNull(other, "other");
        Filter joined = filter.equals(Filter.all()) ? other : filter.and(other);
        return new ListQuery(joined, sorts, search, archived, limit, cursor, countCap);
    }

    /** The order; replaces an earlier one. */
    public ListQuery orderBy(Sort... keys) {
        return orderBy(Arrays.asList(keys));
    }

    /** The order; replaces an earlier one. */
    public ListQuery orderBy(List<Sort> keys) {
        return new ListQuery(filter, List.copyOf(keys), search, archived, limit, cursor, countCap);
    }

    /** Only records whose display name or searchable values have every word of the text in them, without case; null searches nothing. */
    public ListQuery search(@Nullable String text) {
        return new ListQuery(filter, sorts, text, archived, limit, cursor, countCap);
    }

    /** Whether archived records are looked at; only live ones where not said. */
    public ListQuery archived(ArchivedFilter which) {
        return new ListQuery(filter, sorts, search, Objects.requireNonNull(which, "which"), limit, cursor, countCap);
    }

    /** How many records a page has, 1 to {@value #MAX_LIMIT}; checked when the query runs. */
    public ListQuery limit(int records) {
        return new ListQuery(filter, sorts, search, archived, records, cursor, countCap);
    }

    /** The page after the one whose {@link Page#nextCursor()} this is; null is the first page. */
    public ListQuery after(@Nullable String newCursor) {
        return new ListQuery(filter, sorts, search, archived, limit, newCursor, countCap);
    }

    /** Count too, exactly up to {@value #DEFAULT_COUNT_CAP}. */
    public ListQuery counted() {
        return counted(DEFAULT_COUNT_CAP);
    }

    /** Count too, exactly up to the cap (1 to 1,000,000,000; checked when the query runs). */
    public ListQuery counted(int cap) {
        return new ListQuery(filter, sorts, search, archived, limit, cursor, cap == 0 ? -1 : cap);
    }

    /** The condition. */
    public Filter filter() {
        return filter;
    }

    /** The sort keys, most significant first; empty means newest first. */
    public List<Sort> sorts() {
        return sorts;
    }

    /** The text searched for, or null. */
    public @Nullable String search() {
        return search;
    }

    /** Whether archived records are looked at. */
    public ArchivedFilter archived() {
        return archived;
    }

    /** Records on a page. */
    public int limit() {
        return limit;
    }

    /** Where the page begins, or null for the first. */
    public @Nullable String cursor() {
        return cursor;
    }

    /** How far to count; 0 for not at all. */
    public int countCap() {
        return countCap;
    }
}
