package dev.crmkit.pipeline;

import dev.crmkit.query.Filter;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a forecast is asked. Every method returns a changed copy. Immutable.
 *
 * @param object the slug of the object
 * @param pipeline the key of the pipeline
 * @param filter only over records of which it is true
 * @param by what the lines are told apart by, beside the currency; up to two, unmodifiable
 * @param rateTable the rate table by which money is converted, or null for one line per currency
 * @param ratesOf the day whose rates convert, or null for today
 */
public record ForecastQuery(
        String object,
        String pipeline,
        Filter filter,
        Set<By> by,
        @Nullable String rateTable,
        @Nullable LocalDate ratesOf) {

    /** Copies the set. */
    public ForecastQuery {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(pipeline, "pipeline");
        Objects.requireNonNull(filter, "filter");
        by = Collections.unmodifiableSet(new LinkedHashSet<>(by));
    }

    /** What lines are told apart by. Immutable. */
    public enum By {
        /** The stage. */
        STAGE,
        /** The owner. */
        OWNER,
        /** The month of the expected close, in the workspace's zone. */
        MONTH,
        /** The quarter of the expected close, in the workspace's zone; not together with the month. */
        QUARTER
    }

    /** All open records of the pipeline, one line per currency. */
    public static ForecastQuery of(String object, String pipeline) {
        return new ForecastQuery(object, pipeline, Filter.all(), Set.of(), null, null);
    }

    /** Only records of which the filter is true; replaces an earlier one. */
    public ForecastQuery where(Filter newFilter) {
        return new ForecastQuery(object, pipeline, newFilter, by, rateTable, ratesOf);
    }

    /** Tells lines apart by these. */
    public ForecastQuery by(By... parts) {
        return new ForecastQuery(
                object, pipeline, filter, new LinkedHashSet<>(Arrays.asList(parts)), rateTable, ratesOf);
    }

    /** Converts money into the base currency of the named rate table of the workspace, by the rates of today. */
    public ForecastQuery convertedBy(String newRateTable) {
        return new ForecastQuery(
                object, pipeline, filter, by, Objects.requireNonNull(newRateTable, "newRateTable"), null);
    }

    /** As {@link #convertedBy(String)}, by the rates that hold on that day. */
    public ForecastQuery convertedBy(String newRateTable, LocalDate day) {
        return new ForecastQuery(
                object,
                pipeline,
                filter,
                by,
                Objects.requireNonNull(newRateTable, "newRateTable"),
                Objects.requireNonNull(day, "day"));
    }
}
