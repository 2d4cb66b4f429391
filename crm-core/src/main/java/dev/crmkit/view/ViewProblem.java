package dev.crmkit.view;

import java.util.Objects;

/**
 * What no longer fits the schema, or the reader, in a saved view. Immutable.
 *
 * @param part which part, as in {@code filter}, {@code sorts} or {@code layout.start}
 * @param blocking whether the view does not run; else it runs without the part
 * @param message what is wrong, and the fix
 */
public record ViewProblem(String part, boolean blocking, String message) {

    /** Checks for null. */
    public ViewProblem {
        Objects.requireNonNull(part, "part");
        Objects.requireNonNull(message, "message");
    }
}
