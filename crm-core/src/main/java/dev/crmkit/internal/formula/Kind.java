package dev.crmkit.internal.formula;

import dev.crmkit.model.AttributeSpec;
import java.util.Optional;

/** What a value in a formula is. Immutable. */
enum Kind {
    /** An exact number, as a {@code BigDecimal}. */
    NUMBER,
    /** A text, as a {@code String}; the empty text is null. */
    TEXT,
    /** A calendar day, as a {@code LocalDate}. */
    DATE,
    /** An instant, as an {@code Instant}. */
    TIMESTAMP,
    /** Yes or no, as a {@code Boolean}; null counts as no. */
    CHECKBOX,
    /** An amount of money, as a {@link Money}. */
    CURRENCY,
    /** Nothing: the kind of {@code empty}, which goes with every other. */
    NOTHING;

    /** The kind of an attribute's values; nothing for those that formulas do not read. */
    static Optional<Kind> of(AttributeSpec spec) {
        return switch (spec.type()) {
            case "NUMBER", "RATING" -> Optional.of(NUMBER);
            case "TEXT", "TEXTAREA", "EMAIL", "PHONE", "URL", "SELECT", "STATUS" -> Optional.of(TEXT);
            case "DATE" -> Optional.of(DATE);
            case "TIMESTAMP" -> Optional.of(TIMESTAMP);
            case "CHECKBOX" -> Optional.of(CHECKBOX);
            case "CURRENCY" -> Optional.of(CURRENCY);
            case "AI_COMPUTED" ->
                of(AttributeSpec.ofType(String.valueOf(spec.config().get("result"))));
            default -> Optional.empty();
        };
    }

    /** Whether a value of this kind can stand where one of the other is expected. */
    boolean fits(Kind expected) {
        return this == expected || this == NOTHING;
    }
}
