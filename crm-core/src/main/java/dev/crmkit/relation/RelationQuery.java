package dev.crmkit.relation;

import org.jspecify.annotations.Nullable;

/**
 * Which relations of a record, and which page of them. Immutable.
 *
 * @param label only with this label, or null for all; reference attributes are not found by label
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record RelationQuery(
        @Nullable String label, int limit, @Nullable String cursor) {

    /** All relations, 50 a page. */
    public static RelationQuery all() {
        return new RelationQuery(null, 50, null);
    }

    /** Relations with this label, 50 a page. */
    public static RelationQuery labelled(String label) {
        return new RelationQuery(label, 50, null);
    }

    /** As many a page, 1 to 1,000. */
    public RelationQuery limit(int relations) {
        return new RelationQuery(label, relations, cursor);
    }

    /** The page after the one whose cursor this is. */
    public RelationQuery after(@Nullable String newCursor) {
        return new RelationQuery(label, limit, newCursor);
    }
}
