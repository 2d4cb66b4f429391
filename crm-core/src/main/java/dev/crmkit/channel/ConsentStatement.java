package dev.crmkit.channel;

import java.util.Objects;

/**
 * What is to be recorded about consent. Immutable.
 *
 * @param purpose 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter
 * @param state what was said
 * @param basis the ground in law or fact, such as {@code double opt-in}; up to 255 characters
 * @param source where it was said, such as {@code form /newsletter}; up to 255 characters
 */
public record ConsentStatement(String purpose, ConsentState state, String basis, String source) {

    /** Checks for null. */
    public ConsentStatement {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(basis, "basis");
        Objects.requireNonNull(source, "source");
    }

    /** Consent was given. */
    public static ConsentStatement granted(String purpose) {
        return new ConsentStatement(purpose, ConsentState.GRANTED, "", "");
    }

    /** Consent was refused. */
    public static ConsentStatement denied(String purpose) {
        return new ConsentStatement(purpose, ConsentState.DENIED, "", "");
    }

    /** Consent was taken back. */
    public static ConsentStatement withdrawn(String purpose) {
        return new ConsentStatement(purpose, ConsentState.WITHDRAWN, "", "");
    }

    /** With that ground. */
    public ConsentStatement basis(String text) {
        return new ConsentStatement(purpose, state, text, source);
    }

    /** Said there. */
    public ConsentStatement source(String text) {
        return new ConsentStatement(purpose, state, basis, text);
    }
}
