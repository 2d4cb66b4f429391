package dev.crmkit.report;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long something took that happened several times. Immutable.
 *
 * @param count how many times
 * @param average the mean; null for a count of 0
 * @param median half took no longer: of an even number the mean of the two in the middle; null for a count of 0
 * @param p90 nine in ten took no longer: on the line between the two times next to the place 0.9 × (count − 1) from the shortest; null for a count of 0
 */
public record Spread(
        long count,
        @Nullable Duration average,
        @Nullable Duration median,
        @Nullable Duration p90) {

    /** It never happened. */
    public static Spread none() {
        return new Spread(0, null, null, null);
    }
}
