package dev.crmkit.query;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What records are grouped by. Immutable.
 *
 * @param path a select, status, checkbox, rating, user or single reference attribute, the owner, assignee or source; with a unit a date or timestamp
 * @param unit the length of a date bucket, or null
 */
public record GroupKey(String path, @Nullable DateUnit unit) {

    /** Checks for null. */
    public GroupKey {
        Objects.requireNonNull(path, "path");
    }

    /** By value. */
    public static GroupKey of(String path) {
        return new GroupKey(path, null);
    }

    /** By calendar unit. */
    public static GroupKey of(String path, DateUnit unit) {
        return new GroupKey(path, unit);
    }
}
