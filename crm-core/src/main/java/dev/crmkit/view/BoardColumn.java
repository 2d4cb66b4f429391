package dev.crmkit.view;

import dev.crmkit.query.Page;
import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A column of a board. Immutable.
 *
 * @param group which records, and how many
 * @param sum the sum of numbers or of converted money; null where there is none, or where {@link #sums} has it
 * @param sums the sum of money by currency; empty for anything else
 * @param cards the first cards; the cursor gives the next ones, with {@link ViewQuery#inGroup}
 */
public record BoardColumn(
        ViewGroup group, @Nullable BigDecimal sum, Map<String, BigDecimal> sums, Page<ViewCard> cards) {

    /** Copies the sums. */
    public BoardColumn {
        Objects.requireNonNull(group, "group");
        sums = Collections.unmodifiableMap(new LinkedHashMap<>(sums));
        Objects.requireNonNull(cards, "cards");
    }
}
