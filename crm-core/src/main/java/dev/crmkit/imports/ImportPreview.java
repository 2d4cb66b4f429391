package dev.crmkit.imports;

import dev.crmkit.error.Violation;
import dev.crmkit.model.CrmRecord;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the first rows of a table would do. Immutable.
 *
 * @param counts how many rows would create, change, leave or fail
 * @param rows one per row, in order
 */
public record ImportPreview(ImportCounts counts, List<Row> rows) {
    /** Copies the rows. */
    public ImportPreview {
        Objects.requireNonNull(counts, "counts");
        rows = List.copyOf(rows);
    }

    /** What a row would do. Immutable. */
    public enum Outcome {
        /** Create a record. */
        CREATED,
        /** Change one. */
        UPDATED,
        /** Nothing: everything is so already. */
        UNCHANGED,
        /** Nothing, for its faults. */
        FAILED
    }

    /**
     * A row. Immutable.
     *
     * @param number the row's number in the table; the header has 1, or more where empty rows stand before it
     * @param outcome what it would do
     * @param record the record as the row would leave it, the id of a new one being of no use; null if it fails
     * @param faults everything that is wrong with the row; paths name attributes
     */
    public record Row(
            long number, Outcome outcome, @Nullable CrmRecord record, List<Violation> faults) {
        /** Copies the faults. */
        public Row {
            Objects.requireNonNull(outcome, "outcome");
            faults = List.copyOf(faults);
        }
    }
}
