package dev.crmkit.channel;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Objects;

/**
 * What was said last about one purpose at one channel. Immutable.
 *
 * @param purpose the purpose, such as {@code marketing}
 * @param state what was said
 * @param basis the ground in law or fact; empty if not known
 * @param source where it was said; empty if not known
 * @param at when it was recorded
 * @param by who recorded it
 */
public record Consent(String purpose, ConsentState state, String basis, String source, Instant at, Actor by) {

    /** Checks for null. */
    public Consent {
        Objects.requireNonNull(purpose, "purpose");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(basis, "basis");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(by, "by");
    }
}
