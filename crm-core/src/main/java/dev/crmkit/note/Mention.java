package dev.crmkit.note;

import java.util.Objects;

/**
 * Somebody whom a note names by {@code @[Name](user:ID)} or {@code @[Team](group:ID)}. Immutable.
 *
 * @param kind whether a user or a group
 * @param id the host's id of the user or group, 1 to 200 characters; whether there is such a one is not checked
 * @param name as it stands in the note, cut to 200 characters; may be empty
 */
public record Mention(Kind kind, String id, String name) {
    /** Checks for null. */
    public Mention {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
    }

    /** Who can be mentioned. Immutable. */
    public enum Kind {
        /** One user. */
        USER,
        /** A group of users. */
        GROUP
    }
}
