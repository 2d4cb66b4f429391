package dev.crmkit.internal.imports;

import java.util.List;

/**
 * A row of a table. Immutable.
 *
 * @param number as a spreadsheet shows it, from 1
 * @param cells as they stand in the file
 */
record TableRow(long number, List<String> cells) {
    TableRow {
        cells = List.copyOf(cells);
    }

    /** Where it is, as faults name it. */
    String place() {
        return "rows[" + number + "]";
    }
}
