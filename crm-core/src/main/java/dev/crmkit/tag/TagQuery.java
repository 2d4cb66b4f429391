package dev.crmkit.tag;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which tags of the workspace, and which page of them. Immutable.
 *
 * @param prefix only tags that begin with it, in any case; empty for all
 * @param limit how many, 1 to 500
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record TagQuery(String prefix, int limit, @Nullable String cursor) {
    /** The most tags of a page. */
    public static final int MAX_LIMIT = 500;

    /** Checks for null. */
    public TagQuery {
        Objects.requireNonNull(prefix, "prefix");
    }

    /** All tags, 50 a page. */
    public static TagQuery all() {
        return new TagQuery("", 50, null);
    }

    /** Tags that begin so, 50 a page: what a person who types is offered. */
    public static TagQuery beginningWith(String prefix) {
        return new TagQuery(prefix, 50, null);
    }

    /** As many a page, 1 to 500. */
    public TagQuery limit(int tags) {
        return new TagQuery(prefix, tags, cursor);
    }

    /** The page after the one whose cursor this is. */
    public TagQuery after(@Nullable String newCursor) {
        return new TagQuery(prefix, limit, newCursor);
    }
}
