package dev.crmkit.report;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a report is over. Every method returns a changed copy. Immutable.
 *
 * @param object the slug of the object
 * @param pipeline the key of the pipeline
 * @param filter only over records of which it is true now
 * @param archived whether archived records take part
 * @param first the first day of the days asked for, in the workspace's zone, or null for all before the last; which event counts by its day, each report says
 * @param last the last of these days, which is one of them, or null for all after the first
 * @param groupBy up to two keys, by what the records are now
 * @param rateTable the rate table by which money is converted, or null for one sum per currency
 * @param ratesOf the day whose rates convert, or null for today
 */
public record ReportQuery(
        String object,
        String pipeline,
        Filter filter,
        ArchivedFilter archived,
        @Nullable LocalDate first,
        @Nullable LocalDate last,
        List<GroupKey> groupBy,
        @Nullable String rateTable,
        @Nullable LocalDate ratesOf) {

    /** Copies the list. */
    public ReportQuery {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(archived, "archived");
        groupBy = List.copyOf(groupBy);
    }

    /** All live records of the pipeline, all days. */
    public static ReportQuery of(String object, String pipeline) {
        return new ReportQuery(object, pipeline, Filter.all(), ArchivedFilter.LIVE, null, null, List.of(), null, null);
    }

    /** Only records of which the filter is true; replaces an earlier one. */
    public ReportQuery where(Filter newFilter) {
        return new ReportQuery(object, pipeline, newFilter, archived, first, last, groupBy, rateTable, ratesOf);
    }

    /** Whether archived records take part; only live ones where not said. */
    public ReportQuery archived(ArchivedFilter which) {
        return new ReportQuery(object, pipeline, filter, which, first, last, groupBy, rateTable, ratesOf);
    }

    /** These days, the last one too. */
    public ReportQuery during(LocalDate firstDay, LocalDate lastDay) {
        return days(Objects.requireNonNull(firstDay, "firstDay"), Objects.requireNonNull(lastDay, "lastDay"));
    }

    /** That day and all after it. */
    public ReportQuery since(LocalDate firstDay) {
        return days(Objects.requireNonNull(firstDay, "firstDay"), null);
    }

    private ReportQuery days(@Nullable LocalDate firstDay, @Nullable LocalDate lastDay) {
        return new ReportQuery(object, pipeline, filter, archived, firstDay, lastDay, groupBy, rateTable, ratesOf);
    }

    /** By these, up to two; the keys of a line come in this order. */
    public ReportQuery groupBy(GroupKey... keys) {
        return new ReportQuery(
                object, pipeline, filter, archived, first, last, Arrays.asList(keys), rateTable, ratesOf);
    }

    /** By the value of these paths, up to two. */
    public ReportQuery groupBy(String... paths) {
        return groupBy(Arrays.stream(paths).map(GroupKey::of).toArray(GroupKey[]::new));
    }

    /** Converts money into the base currency of the named rate table of the workspace, by the rates of today. */
    public ReportQuery convertedBy(String newRateTable) {
        return converted(newRateTable, null);
    }

    /** As {@link #convertedBy(String)}, by the rates that hold on that day. */
    public ReportQuery convertedBy(String newRateTable, LocalDate day) {
        return converted(newRateTable, Objects.requireNonNull(day, "day"));
    }

    private ReportQuery converted(String newRateTable, @Nullable LocalDate day) {
        return new ReportQuery(
                object,
                pipeline,
                filter,
                archived,
                first,
                last,
                groupBy,
                Objects.requireNonNull(newRateTable, "newRateTable"),
                day);
    }
}
