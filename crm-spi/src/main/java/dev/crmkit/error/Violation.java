package dev.crmkit.error;

import java.util.Objects;

/**
 * One fault of an input. Immutable.
 *
 * @param path where it is: an attribute's slug, or a path such as {@code records[3].amount}; empty for the input as a whole
 * @param code the stable code
 * @param message what is wrong with which value, the choices or the limit, and the fix
 */
public record Violation(String path, ErrorCode code, String message) {

    /** Checks that nothing is null. */
    public Violation {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }

    /** The same fault seen from outside: {@code prefix} goes before the path. */
    public Violation under(String prefix) {
        String joined = path.isEmpty() ? prefix : path.startsWith("[") ? prefix + path : prefix + "." + path;
        return new Violation(joined, code, message);
    }
}
