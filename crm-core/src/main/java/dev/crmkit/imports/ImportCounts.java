package dev.crmkit.imports;

/**
 * What became of the rows of an import so far. Immutable.
 *
 * @param created rows that created a record
 * @param updated rows that changed one
 * @param unchanged rows that found everything so already
 * @param failed rows with faults, of which nothing was written
 */
public record ImportCounts(long created, long updated, long unchanged, long failed) {
    private static final ImportCounts NONE = new ImportCounts(0, 0, 0, 0);

    /** No rows. */
    public static ImportCounts none() {
        return NONE;
    }

    /** All rows. */
    public long rows() {
        return created + updated + unchanged + failed;
    }

    /** Both together. */
    public ImportCounts plus(ImportCounts more) {
        return new ImportCounts(
                created + more.created, updated + more.updated, unchanged + more.unchanged, failed + more.failed);
    }
}
