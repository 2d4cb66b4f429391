package dev.crmkit.pipeline;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the open records of a pipeline are worth. Immutable.
 *
 * @param lines by period, stage and owner, then by currency; empties last
 */
public record Forecast(List<Line> lines) {

    /** Copies the lines. */
    public Forecast {
        lines = List.copyOf(lines);
    }

    /** The amounts of the currency, each times its probability, added up over all lines. */
    public BigDecimal weighted(String currency) {
        return lines.stream()
                .filter(line -> line.currency().equals(currency))
                .map(Line::weighted)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /**
     * One line. Records without an amount are in none. Immutable.
     *
     * @param period the first day of the month or quarter of the expected close; null where not asked for, and for records without one
     * @param stage the stage's key; null where not asked for
     * @param owner the owner; null where not asked for, and for records without one
     * @param currency of the amounts (ISO 4217)
     * @param records how many records
     * @param amount the sum of their amounts
     * @param weighted the sum of each amount times its record's own probability, or that of its stage; exact
     */
    public record Line(
            @Nullable LocalDate period,
            @Nullable String stage,
            @Nullable String owner,
            String currency,
            long records,
            BigDecimal amount,
            BigDecimal weighted) {

        /** Checks for null. */
        public Line {
            Objects.requireNonNull(currency, "currency");
            Objects.requireNonNull(amount, "amount");
            Objects.requireNonNull(weighted, "weighted");
        }
    }
}
