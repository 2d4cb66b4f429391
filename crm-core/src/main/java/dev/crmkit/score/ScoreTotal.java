package dev.crmkit.score;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How a record stands for a product: the mean of the current values, each counted by its weight, over the criteria that are assessed. Immutable.
 *
 * @param record the record
 * @param product the product
 * @param total sum of weight times value, divided by the sum of the weights of the criteria assessed; 4 decimals, halves to the even; null if none is
 *     assessed
 * @param coverage the weights of the criteria assessed, divided by all weights; 0 to 1, 4 decimals, halves to the even
 * @param values the current value of each criterion that is assessed, in the order of the card
 * @param state how a person stands to the total; a change of the total makes it PROPOSED again
 */
public record ScoreTotal(
        UUID record,
        String product,
        @Nullable BigDecimal total,
        BigDecimal coverage,
        Map<String, BigDecimal> values,
        ReviewState state) {
    /** Copies the values. */
    public ScoreTotal {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(coverage, "coverage");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        Objects.requireNonNull(state, "state");
    }
}
