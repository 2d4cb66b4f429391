package dev.crmkit.spi.storage;

import java.util.Objects;

/**
 * One sort key; empty values come last both ways. Immutable.
 *
 * @param field of a sortable kind
 * @param descending from the greatest
 */
public record SortKey(Field field, boolean descending) {
    /** Checks for null. */
    public SortKey {
        Objects.requireNonNull(field, "field");
    }
}
