package dev.crmkit.tag;

import java.util.Objects;

/**
 * A tag of the workspace. Immutable.
 *
 * @param name as it was first written
 * @param records how many records have it, archived ones among them; at least 1
 */
public record TagCount(String name, long records) {
    /** Checks for null. */
    public TagCount {
        Objects.requireNonNull(name, "name");
    }
}
