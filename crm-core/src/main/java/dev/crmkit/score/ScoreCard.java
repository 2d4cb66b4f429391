package dev.crmkit.score;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * By what records are assessed for one product. Immutable; the methods that add return a copy.
 *
 * @param product what the product is known by, 1 to 100 characters without line breaks: a name that the host gives, or the id of a record as text
 * @param lowest the lowest value of the scale
 * @param highest the highest value of the scale, above the lowest; both lie between -1,000,000 and 1,000,000
 * @param criteria 1 to 100, each key once
 */
public record ScoreCard(String product, BigDecimal lowest, BigDecimal highest, List<Criterion> criteria) {
    /** Copies the criteria. */
    public ScoreCard {
        Objects.requireNonNull(product, "product");
        Objects.requireNonNull(lowest, "lowest");
        Objects.requireNonNull(highest, "highest");
        criteria = List.copyOf(criteria);
    }

    /** A card without criteria, on a scale of whole numbers. */
    public static ScoreCard of(String product, long lowest, long highest) {
        return new ScoreCard(product, BigDecimal.valueOf(lowest), BigDecimal.valueOf(highest), List.of());
    }

    /** The same with one more criterion. */
    public ScoreCard criterion(String key, long weight) {
        List<Criterion> more = new ArrayList<>(criteria);
        more.add(Criterion.of(key, weight));
        return new ScoreCard(product, lowest, highest, more);
    }
}
