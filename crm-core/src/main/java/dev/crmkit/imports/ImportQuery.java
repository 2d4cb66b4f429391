package dev.crmkit.imports;

import org.jspecify.annotations.Nullable;

/**
 * Which page of imports. Immutable.
 *
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record ImportQuery(int limit, @Nullable String cursor) {

    /** All imports, 50 a page. */
    public static ImportQuery all() {
        return new ImportQuery(50, null);
    }

    /** As many a page, 1 to 1,000. */
    public ImportQuery limit(int imports) {
        return new ImportQuery(imports, cursor);
    }

    /** The page after the one whose cursor this is. */
    public ImportQuery after(@Nullable String newCursor) {
        return new ImportQuery(limit, newCursor);
    }
}
