package dev.crmkit.imports;

import dev.crmkit.spi.table.TableOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be imported, and how. Every method returns a changed copy. Immutable.
 *
 * <p>Forms are checked when the import is started or previewed, all faults at once.
 *
 * @param object the slug of the object whose records the rows are
 * @param file the file in {@code crm.files()}
 * @param format the name of the table's format; null for what the file looks like
 * @param options how the table stands in its file; null for what it looks like
 * @param columns the columns that are read; all others are passed over
 * @param mode what a row may do
 * @param key the unique attribute, or {@code @id}, that finds the record of a row; null if rows only create
 * @param emptyCells what an empty cell means
 * @param cells how numbers, dates and lists are written
 * @param automations what the import means for automations
 * @param rowsPerStep how many rows are written in one transaction, 1 to 2,000
 * @param again whether it is to run although the same file was imported so before
 */
public record ImportSpec(
        String object,
        UUID file,
        @Nullable String format,
        @Nullable TableOptions options,
        List<ImportColumn> columns,
        ImportMode mode,
        @Nullable String key,
        EmptyCells emptyCells,
        CellFormat cells,
        Automations automations,
        int rowsPerStep,
        boolean again) {
    /** The most rows of one step. */
    public static final int MOST_ROWS_PER_STEP = 2_000;

    private static final int ROWS_PER_STEP = 1_000;

    /** Copies the columns. */
    public ImportSpec {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(file, "file");
        columns = List.copyOf(columns);
        Objects.requireNonNull(mode, "mode");
        Objects.requireNonNull(emptyCells, "emptyCells");
        Objects.requireNonNull(cells, "cells");
        Objects.requireNonNull(automations, "automations");
    }

    /** Every row creates a record; empty cells keep, automations fire. No column is read yet. */
    public static ImportSpec of(String object, UUID file) {
        return new ImportSpec(
                object,
                file,
                null,
                null,
                List.of(),
                ImportMode.CREATE,
                null,
                EmptyCells.KEEP,
                CellFormat.standard(),
                Automations.FIRE,
                ROWS_PER_STEP,
                false);
    }

    /** The file of the sample, as it stands. */
    public static ImportSpec of(String object, TableSample sample) {
        return of(object, sample.file()).table(sample.format(), sample.options());
    }

    /** Reads the file so. */
    public ImportSpec table(String newFormat, TableOptions newOptions) {
        return new ImportSpec(
                object,
                file,
                Objects.requireNonNull(newFormat, "newFormat"),
                Objects.requireNonNull(newOptions, "newOptions"),
                columns,
                mode,
                key,
                emptyCells,
                cells,
                automations,
                rowsPerStep,
                again);
    }

    /** Reads one more column into the value of that name; see {@link ImportTarget.Value}. */
    public ImportSpec column(String header, String name) {
        return column(header, ImportTarget.value(name));
    }

    /** Reads one more column. */
    public ImportSpec column(String header, ImportTarget target) {
        List<ImportColumn> more = new ArrayList<>(columns);
        more.add(new ImportColumn(header, target));
        return columns(more);
    }

    /** Reads these columns and no others. */
    public ImportSpec columns(List<ImportColumn> newColumns) {
        return new ImportSpec(
                object,
                file,
                format,
                options,
                newColumns,
                mode,
                key,
                emptyCells,
                cells,
                automations,
                rowsPerStep,
                again);
    }

    /** Every row creates a record. */
    public ImportSpec creating() {
        return by(ImportMode.CREATE, null);
    }

    /** Every row changes the record that the key finds: a unique attribute, or {@code @id}. */
    public ImportSpec updatingBy(String newKey) {
        return by(ImportMode.UPDATE, Objects.requireNonNull(newKey, "newKey"));
    }

    /** Every row changes the record that the unique attribute finds, or creates one. */
    public ImportSpec upsertingBy(String newKey) {
        return by(ImportMode.UPSERT, Objects.requireNonNull(newKey, "newKey"));
    }

    private ImportSpec by(ImportMode newMode, @Nullable String newKey) {
        return new ImportSpec(
                object,
                file,
                format,
                options,
                columns,
                newMode,
                newKey,
                emptyCells,
                cells,
                automations,
                rowsPerStep,
                again);
    }

    /** Takes an empty cell so. */
    public ImportSpec emptyCells(EmptyCells meaning) {
        return new ImportSpec(
                object, file, format, options, columns, mode, key, meaning, cells, automations, rowsPerStep, again);
    }

    /** Reads numbers, dates and lists so. */
    public ImportSpec cells(CellFormat newCells) {
        return new ImportSpec(
                object,
                file,
                format,
                options,
                columns,
                mode,
                key,
                emptyCells,
                newCells,
                automations,
                rowsPerStep,
                again);
    }

    /** Means that for automations. */
    public ImportSpec automations(Automations meaning) {
        return new ImportSpec(
                object, file, format, options, columns, mode, key, emptyCells, cells, meaning, rowsPerStep, again);
    }

    /** Writes so many rows in one transaction. */
    public ImportSpec rowsPerStep(int rows) {
        return new ImportSpec(
                object, file, format, options, columns, mode, key, emptyCells, cells, automations, rows, again);
    }

    /** Runs although the same file was imported so before. */
    public ImportSpec onceMore() {
        return new ImportSpec(
                object, file, format, options, columns, mode, key, emptyCells, cells, automations, rowsPerStep, true);
    }
}
