package dev.crmkit.score;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A value for a criterion, as somebody gives it. Immutable.
 *
 * @param criterion the key of a criterion of the product's card
 * @param value within the card's scale, with up to 4 decimals
 * @param comment why, up to 2,000 characters, or null
 */
public record Mark(
        String criterion, BigDecimal value, @Nullable String comment) {
    /** Checks for null. */
    public Mark {
        Objects.requireNonNull(criterion, "criterion");
        Objects.requireNonNull(value, "value");
    }

    /** A whole value without a comment. */
    public static Mark of(String criterion, long value) {
        return new Mark(criterion, BigDecimal.valueOf(value), null);
    }
}
