package dev.crmkit.imports;

import dev.crmkit.spi.table.TableOptions;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/**
 * The begin of a table, and how it seems to stand in its file. Immutable.
 *
 * @param file the file in {@code crm.files()}
 * @param format the name of the format, as in {@code csv}
 * @param options charset, delimiter and the like: as they were given, or guessed
 * @param headers the first row, without white space at the ends of its cells
 * @param rows the next rows, up to 100, each with as many cells as it has in the file
 */
public record TableSample(
        UUID file, String format, TableOptions options, List<String> headers, List<List<String>> rows) {
    /** Copies the lists. */
    public TableSample {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(format, "format");
        Objects.requireNonNull(options, "options");
        headers = List.copyOf(headers);
        rows = rows.stream().map(List::copyOf).toList();
    }
}
