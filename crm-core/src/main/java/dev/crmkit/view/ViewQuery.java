package dev.crmkit.view;

import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Sort;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of a view beyond what it says itself. Every method returns a changed copy. Immutable; checked when the view runs.
 */
public final class ViewQuery {
    private static final ViewQuery ALL =
            new ViewQuery(Filter.all(), null, List.of(), 0, null, 0, null, null, false, null);

    private final Filter filter;
    private final @Nullable String search;
    private final List<Sort> sorts;
    private final int limit;
    private final @Nullable String cursor;
    private final int countCap;
    private final @Nullable LocalDate from;
    private final @Nullable LocalDate to;
    private final boolean inGroup;
    private final @Nullable String group;

    private ViewQuery(
            Filter filter,
            @Nullable String search,
            List<Sort> sorts,
            int limit,
            @Nullable String cursor,
            int countCap,
            @Nullable LocalDate from,
            @Nullable LocalDate to,
            boolean inGroup,
            @Nullable String group) {
        this.filter = filter;
        this.search = search;
        this.sorts = sorts;
        this.limit = limit;
        this.cursor = cursor;
        this.countCap = countCap;
        this.from = from;
        this.to = to;
        this.inGroup = inGroup;
        this.group = group;
    }

    /** The view as it is. */
    public static ViewQuery all() {
        return ALL;
    }

    /** Only records of which this filter is true too. {@link View#ME} stands for the user who asks. */
    public ViewQuery and(Filter other) {
        Objects.requireNonNull(other, "other");
        Filter joined = filter.equals(Filter.all()) ? other : filter.and(other);
        return new ViewQuery(joined, search, sorts, limit, cursor, countCap, from, to, inGroup, group);
    }

    /** Only records that the text finds, as in a list; null searches nothing. */
    public ViewQuery search(@Nullable String text) {
        return new ViewQuery(filter, text, sorts, limit, cursor, countCap, from, to, inGroup, group);
    }

    /** In this order instead of the view's; none for the view's. */
    public ViewQuery orderBy(Sort... keys) {
        return new ViewQuery(
                filter, search, List.copyOf(Arrays.asList(keys)), limit, cursor, countCap, from, to, inGroup, group);
    }

    /**
     * How many records a page has. Tables, galleries and calendars: 1 to {@value ListQuery#MAX_LIMIT}; columns and lanes, of which there are many at once:
     * 1 to {@value KanbanLayout#MAX_CARDS}.
     */
    public ViewQuery limit(int records) {
        return new ViewQuery(
                filter, search, sorts, records == 0 ? -1 : records, cursor, countCap, from, to, inGroup, group);
    }

    /** The page after the one of the same question that has this cursor; null is the first. For a column or lane together with its group. */
    public ViewQuery after(@Nullable String newCursor) {
        return new ViewQuery(filter, search, sorts, limit, newCursor, countCap, from, to, inGroup, group);
    }

    /** Counts the records of tables, galleries and calendars too, exactly up to {@value ListQuery#DEFAULT_COUNT_CAP}. */
    public ViewQuery counted() {
        return counted(ListQuery.DEFAULT_COUNT_CAP);
    }

    /** Counts the records of tables, galleries and calendars too, exactly up to the cap (1 to 1,000,000,000). */
    public ViewQuery counted(int cap) {
        return new ViewQuery(filter, search, sorts, limit, cursor, cap == 0 ? -1 : cap, from, to, inGroup, group);
    }

    /**
     * The days that a calendar or timeline shows, in the workspace's zone; both need them.
     *
     * @param first the first day
     * @param end the day after the last, at most ten years later
     */
    public ViewQuery between(LocalDate first, LocalDate end) {
        return new ViewQuery(
                filter,
                search,
                sorts,
                limit,
                cursor,
                countCap,
                Objects.requireNonNull(first, "first"),
                Objects.requireNonNull(end, "end"),
                inGroup,
                group);
    }

    /**
     * One group of a table, one column of a board or one lane of a timeline alone.
     *
     * @param key its key; null for the records without a value
     */
    public ViewQuery inGroup(@Nullable String key) {
        return new ViewQuery(filter, search, sorts, limit, cursor, countCap, from, to, true, key);
    }

    /** The condition. */
    public Filter filter() {
        return filter;
    }

    /** The text searched for, or null. */
    public @Nullable String search() {
        return search;
    }

    /** The order, or empty for the view's. */
    public List<Sort> sorts() {
        return sorts;
    }

    /** Records per page, or 0 for as many as the kind of view shows. */
    public int limit() {
        return limit;
    }

    /** Where the page begins, or null for the first. */
    public @Nullable String cursor() {
        return cursor;
    }

    /** How far to count, or 0 for not. */
    public int countCap() {
        return countCap;
    }

    /** The first day, or null. */
    public @Nullable LocalDate from() {
        return from;
    }

    /** The day after the last, or null. */
    public @Nullable LocalDate to() {
        return to;
    }

    /** Whether one group alone is asked for. */
    public boolean isInGroup() {
        return inGroup;
    }

    /** The key of that group; null for the records without a value, and if none is asked for. */
    public @Nullable String group() {
        return group;
    }
}
