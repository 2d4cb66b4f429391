package dev.crmkit.query;

/**
 * A number of records, exact up to a cap. Immutable.
 *
 * @param value the number; the cap where there are more
 * @param exact false means "at least"
 */
public record Count(long value, boolean exact) {

    /** {@code 42}, or {@code 10000+} for "at least". */
    @Override
    public String toString() {
        return exact ? Long.toString(value) : value + "+";
    }
}
