package dev.crmkit.report;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What open records may be expected to bring in a day: their number × the win rate × the average amount of those won ÷ the average time to win one. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param open how many are open now
 * @param won how many are won and were closed in the days asked for
 * @param lost how many are lost and were closed in these days
 * @param rate won of won and lost, of 1; null if there are none
 * @param average what a won record amounts to on average, by currency (ISO 4217), or in the currency converted into; records without an amount count as nothing
 * @param cycle how long it takes on average from the first entry into the pipeline to the win; null if none is won
 * @param perDay the expectation, by currency, from the numbers before they were rounded; empty if none is won, or they took no time
 */
public record Velocity(
        List<@Nullable Object> keys,
        long open,
        long won,
        long lost,
        @Nullable BigDecimal rate,
        Map<String, BigDecimal> average,
        @Nullable Duration cycle,
        Map<String, BigDecimal> perDay) {
    /** Copies the keys and amounts. */
    public Velocity {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        average = Collections.unmodifiableMap(new TreeMap<>(average));
        perDay = Collections.unmodifiableMap(new TreeMap<>(perDay));
    }
}
