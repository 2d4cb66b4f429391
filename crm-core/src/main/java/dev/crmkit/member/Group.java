package dev.crmkit.member;

import java.util.Objects;

/**
 * The shadow of one of the host's groups. Who is in it is said by the members. Immutable.
 *
 * @param id as the host knows it; 1 to 90 characters
 * @param name what people read; 1 to 200 characters
 */
public record Group(String id, String name) {
    /** Checks for null. */
    public Group {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }
}
