package dev.crmkit.query;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A question about groups of records. Every method returns a changed copy. Immutable.
 *
 * <p>Money never adds up over currencies: its result is one number per currency, or one number where a rate table converts it.
 */
public final class AggregateQuery {
    private final Filter filter;
    private final @Nullable String search;
    private final ArchivedFilter archived;
    private final List<GroupKey> groupBy;
    private final List<Measure> measures;
    private final @Nullable String rateTable;
    private final @Nullable LocalDate ratesOf;

    private AggregateQuery(
            Filter filter,
            @Nullable String search,
            ArchivedFilter archived,
            List<GroupKey> groupBy,
            List<Measure> measures,
            @Nullable String rateTable,
            @Nullable LocalDate ratesOf) {
        this.filter = filter;
        this.search = search;
        this.archived = archived;
        this.groupBy = groupBy;
        this.measures = measures;
        this.rateTable = rateTable;
        this.ratesOf = ratesOf;
    }

    /** Begins with what is computed, at least one. */
    public static AggregateQuery of(Measure... measures) {
        return new AggregateQuery(
                Filter.all(), null, ArchivedFilter.LIVE, List.of(), List.copyOf(Arrays.asList(measures)), null, null);
    }

    /** Only records of which the filter is true; replaces an earlier one. */
    public AggregateQuery where(Filter newFilter) {
        return new AggregateQuery(
                Objects.requireNonNull(newFilter, "newFilter"),
                search,
                archived,
                groupBy,
                measures,
                rateTable,
                ratesOf);
    }

    /** Only records that the text finds, as in a list; null searches nothing. */
    public AggregateQuery search(@Nullable String text) {
        return new AggregateQuery(filter, text, archived, groupBy, measures, rateTable, ratesOf);
    }

    /** Whether archived records are looked at; only live ones where not said. */
    public AggregateQuery archived(ArchivedFilter which) {
        return new AggregateQuery(
                filter, search, Objects.requireNonNull(which, "which"), groupBy, measures, rateTable, ratesOf);
    }

    /** Up to two keys; none means one group of all. */
    public AggregateQuery groupBy(GroupKey... keys) {
        return new AggregateQuery(
                filter, search, archived, List.copyOf(Arrays.asList(keys)), measures, rateTable, ratesOf);
    }

    /** Converts money into the base currency of the named rate table of the workspace, by the rates of today. */
    public AggregateQuery convertedBy(String newRateTable) {
        return converted(newRateTable, null);
    }

    /** As {@link #convertedBy(String)}, by the rates that hold on that day. */
    public AggregateQuery convertedBy(String newRateTable, LocalDate day) {
        return converted(newRateTable, Objects.requireNonNull(day, "day"));
    }

    private AggregateQuery converted(String newRateTable, @Nullable LocalDate day) {
        return new AggregateQuery(
                filter, search, archived, groupBy, measures, Objects.requireNonNull(newRateTable, "newRateTable"), day);
    }

    /** The condition. */
    public Filter filter() {
        return filter;
    }

    /** The text searched for, or null. */
    public @Nullable String search() {
        return search;
    }

    /** Whether archived records are looked at. */
    public ArchivedFilter archived() {
        return archived;
    }

    /** The keys. */
    public List<GroupKey> groupBy() {
        return groupBy;
    }

    /** What is computed. */
    public List<Measure> measures() {
        return measures;
    }

    /** The rate table, or null. */
    public @Nullable String rateTable() {
        return rateTable;
    }

    /** The day whose rates convert, or null for today. */
    public @Nullable LocalDate ratesOf() {
        return ratesOf;
    }
}
