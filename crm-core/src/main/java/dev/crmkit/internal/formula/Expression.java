package dev.crmkit.internal.formula;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a formula whose names and kinds are checked. Immutable.
 *
 * @param kind what it gives; {@link Kind#NOTHING} goes with everything
 * @param currency the currency that bare amounts of the result are of, where it is money
 * @param options the options that its value is one of; empty if they are not known
 * @param evaluation how it is computed
 */
record Expression(Kind kind, @Nullable String currency, List<String> options, Evaluation evaluation) {
    Expression {
        options = List.copyOf(options);
    }

    static Expression of(Kind kind, Evaluation evaluation) {
        return new Expression(kind, null, List.of(), evaluation);
    }

    static Expression of(Kind kind, @Nullable String currency, Evaluation evaluation) {
        return new Expression(kind, currency, List.of(), evaluation);
    }

    /** What has a fault goes with everything, so that one fault is told once. */
    static Expression broken() {
        return of(Kind.NOTHING, inputs -> null);
    }

    @Nullable
    Object evaluate(Inputs inputs) {
        return evaluation.of(inputs);
    }

    /** How a part is computed. Never throws. */
    @FunctionalInterface
    interface Evaluation {
        /** The value, null if it is empty, or a {@link Failure}. */
        @Nullable
        Object of(Inputs inputs);
    }
}
