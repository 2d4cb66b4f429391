package dev.crmkit.model;

import java.time.Instant;
import java.util.Objects;

/**
 * Who wrote a value last, and when. Immutable.
 *
 * @param actor who, and by that how: a user, an import, an automation, a model
 * @param at when
 */
public record ValueSource(Actor actor, Instant at) {

    /** Checks that nothing is null. */
    public ValueSource {
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
    }
}
