package dev.crmkit.query;

import java.util.Objects;

/**
 * One sort key. Empty values come last both ways. Immutable.
 *
 * @param path the attribute's slug or id, or a system field
 * @param descending from the greatest
 */
public record Sort(String path, boolean descending) {

    /** Checks for null. */
    public Sort {
        Objects.requireNonNull(path, "path");
    }

    /** From the least. */
    public static Sort asc(String path) {
        return new Sort(path, false);
    }

    /** From the greatest. */
    public static Sort desc(String path) {
        return new Sort(path, true);
    }
}
