package dev.crmkit.file;

import org.jspecify.annotations.Nullable;

/**
 * Which page of files. Immutable.
 *
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record FileQuery(int limit, @Nullable String cursor) {

    /** All files, 50 a page. */
    public static FileQuery all() {
        return new FileQuery(50, null);
    }

    /** As many a page, 1 to 1,000. */
    public FileQuery limit(int files) {
        return new FileQuery(files, cursor);
    }

    /** The page after the one whose cursor this is. */
    public FileQuery after(@Nullable String newCursor) {
        return new FileQuery(limit, newCursor);
    }
}
