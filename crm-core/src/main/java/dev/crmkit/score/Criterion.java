package dev.crmkit.score;

import java.math.BigDecimal;
import java.util.Objects;

/**
 * One thing that is assessed. Immutable.
 *
 * @param key 1 to 63 characters of a to z, 0 to 9 and underscore, beginning with a letter
 * @param label what people read, 1 to 200 characters
 * @param weight how much it counts beside the others: above 0, up to 1,000,000
 */
public record Criterion(String key, String label, BigDecimal weight) {
    /** Checks for null. */
    public Criterion {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(weight, "weight");
    }

    /** A criterion with a whole weight, called by its key. */
    public static Criterion of(String key, long weight) {
        return new Criterion(key, key, BigDecimal.valueOf(weight));
    }
}
