package dev.crmkit.model;

import java.util.Objects;

/**
 * Why the engine could not compute a value. Immutable.
 *
 * @param code stable, such as {@code DIVISION_BY_ZERO}; {@code docs/formulas.md} lists them
 * @param message what went wrong and where in the formula; never a value
 */
public record ComputedFault(String code, String message) {

    /** Checks for null. */
    public ComputedFault {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(message, "message");
    }
}
