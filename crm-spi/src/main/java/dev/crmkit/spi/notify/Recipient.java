package dev.crmkit.spi.notify;

import java.util.Objects;

/**
 * Who watches and is told: a user or a group of the host. Immutable.
 *
 * @param kind which of them
 * @param id as the host knows it; 1 to 200 characters
 */
public record Recipient(Kind kind, String id) {

    /** A user or a group. Immutable. */
    public enum Kind {
        /** A person. */
        USER,
        /** Several persons; the host knows which. */
        GROUP
    }

    /** Checks the id. */
    public Recipient {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("A recipient's id has 1 to 200 characters, not '" + id + "'");
        }
    }

    /** A person. */
    public static Recipient user(String id) {
        return new Recipient(Kind.USER, id);
    }

    /** A group of persons. */
    public static Recipient group(String id) {
        return new Recipient(Kind.GROUP, id);
    }
}
