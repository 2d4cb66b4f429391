package dev.crmkit.imports;

import java.util.Objects;

/**
 * A column of a table and where its cells go. Immutable.
 *
 * @param header the text of the column in the first row, without white space at its ends
 * @param target where its cells go
 */
public record ImportColumn(String header, ImportTarget target) {
    /** Checks for null. */
    public ImportColumn {
        Objects.requireNonNull(header, "header");
        Objects.requireNonNull(target, "target");
    }
}
