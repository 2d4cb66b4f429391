package dev.crmkit.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is computed per group. Empty values do not take part; a group without values has a null result (count: 0). Immutable.
 *
 * @param function which computation
 * @param path the attribute, or null for the number of records
 */
public record Measure(Function function, @Nullable String path) {

    /** Checks that only a count may do without an attribute. */
    public Measure {
        Objects.requireNonNull(function, "function");
        if (path == null && function != Function.COUNT) {
            throw new IllegalArgumentException(function + " needs an attribute; only COUNT does without");
        }
    }

    /** The number of records. */
    public static Measure count() {
        return new Measure(Function.COUNT, null);
    }

    /** The number of records that have a value. */
    public static Measure count(String path) {
        return new Measure(Function.COUNT, path);
    }

    /** The sum of a number, rating or money attribute. */
    public static Measure sum(String path) {
        return new Measure(Function.SUM, path);
    }

    /** The mean of a number, rating or money attribute, to 10 digits after the point, half up. */
    public static Measure avg(String path) {
        return new Measure(Function.AVG, path);
    }

    /** The least value of a number, rating, money, date or timestamp attribute. */
    public static Measure min(String path) {
        return new Measure(Function.MIN, path);
    }

    /** The greatest value of a number, rating, money, date or timestamp attribute. */
    public static Measure max(String path) {
        return new Measure(Function.MAX, path);
    }

    /** Which computation. Immutable. */
    public enum Function {
        /** How many. */
        COUNT,
        /** The sum. */
        SUM,
        /** The mean. */
        AVG,
        /** The least. */
        MIN,
        /** The greatest. */
        MAX
    }
}
