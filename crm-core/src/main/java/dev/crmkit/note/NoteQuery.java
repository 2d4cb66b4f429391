package dev.crmkit.note;

import org.jspecify.annotations.Nullable;

/**
 * Which page of notes. Immutable.
 *
 * @param limit how many, 1 to {@value #MAX_LIMIT}
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record NoteQuery(int limit, @Nullable String cursor) {
    /** The most notes on a page. */
    public static final int MAX_LIMIT = 500;

    /** All notes, 50 a page. */
    public static NoteQuery all() {
        return new NoteQuery(50, null);
    }

    /** As many a page, 1 to {@value #MAX_LIMIT}. */
    public NoteQuery limit(int notes) {
        return new NoteQuery(notes, cursor);
    }

    /** The page after the one whose cursor this is. */
    public NoteQuery after(@Nullable String newCursor) {
        return new NoteQuery(limit, newCursor);
    }
}
