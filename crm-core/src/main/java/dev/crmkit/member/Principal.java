package dev.crmkit.member;

import java.util.Objects;

/**
 * Who can own a record or have it assigned: a user or a group. Written as text it is the user's id, or {@code group:} and the group's id.
 * Immutable.
 *
 * @param kind which of the two
 * @param id the user's or group's id; 1 to 200 characters as text
 */
public record Principal(Kind kind, String id) {
    private static final String GROUP_PREFIX = "group:";

    /** Checks the id. */
    public Principal {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(id, "id");
        if (id.isBlank() || id.length() > 200 - (kind == Kind.GROUP ? GROUP_PREFIX.length() : 0)) {
            throw new IllegalArgumentException("A principal has 1 to 200 characters as text, not '" + id + "'");
        }
        if (kind == Kind.USER && id.startsWith(GROUP_PREFIX)) {
            throw new IllegalArgumentException("A user's id does not begin with '" + GROUP_PREFIX + "', as '" + id
                    + "' does. Use Principal.group");
        }
    }

    /** A user, by the id of its {@code Actor}. */
    public static Principal user(String id) {
        return new Principal(Kind.USER, id);
    }

    /** A group. */
    public static Principal group(String id) {
        return new Principal(Kind.GROUP, id);
    }

    /**
     * Reads the text form.
     *
     * @throws IllegalArgumentException if it names nobody
     */
    public static Principal parse(String text) {
        return text.startsWith(GROUP_PREFIX) ? group(text.substring(GROUP_PREFIX.length())) : user(text);
    }

    /** The text form, as {@code @owner} and {@code @assignee} hold it. */
    public String text() {
        return kind == Kind.GROUP ? GROUP_PREFIX + id : id;
    }

    @Override
    public String toString() {
        return text();
    }

    /** What it is. Immutable. */
    public enum Kind {
        /** A person. */
        USER,
        /** Several persons. */
        GROUP
    }
}
