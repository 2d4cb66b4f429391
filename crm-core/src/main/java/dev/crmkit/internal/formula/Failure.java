package dev.crmkit.internal.formula;

/**
 * What stands for a value that cannot be computed. Immutable.
 *
 * @param reason the stable reason
 * @param message what was wrong with which value
 */
public record Failure(Reason reason, String message) {

    /** Why a value cannot be computed. Immutable; the names are stored and never change. */
    public enum Reason {
        /** Something was divided by zero. */
        DIVISION_BY_ZERO,
        /** A number has more digits before the point than numbers may have. */
        NUMBER_OUT_OF_RANGE,
        /** An amount of one currency was added to, or compared with, one of another. */
        UNLIKE_CURRENCIES,
        /** A date or time lies outside of the years 1 to 9999, or does not exist. */
        DATE_OUT_OF_RANGE,
        /** An argument of a function is not one that it takes. */
        ARGUMENT_OUT_OF_RANGE,
        /** A text is longer than texts may be. */
        TEXT_TOO_LONG,
        /** A text is not a number. */
        NOT_A_NUMBER
    }

    static Failure of(Reason reason, String message) {
        return new Failure(reason, message);
    }
}
