package dev.crmkit.internal.report;

import dev.crmkit.report.Spread;
import dev.crmkit.spi.storage.SpanQuery;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Times as reports show them. Not instantiable. */
final class Spreads {
    /** The percentiles that a spread shows. */
    static final List<Integer> PERCENTILES = List.of(50, 90);

    private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);

    private Spreads() {}

    /** What the row says, which has {@link #PERCENTILES}. */
    static Spread of(SpanQuery.Row row) {
        return row.count() == 0
                ? Spread.none()
                : new Spread(
                        row.count(),
                        average(row),
                        row.percentiles().get(0),
                        row.percentiles().get(1));
    }

    /** The mean of a row that has something in it. */
    static Duration average(SpanQuery.Row row) {
        BigInteger[] parts = new BigDecimal(micros(row))
                .divide(BigDecimal.valueOf(row.count()), 0, RoundingMode.HALF_UP)
                .toBigInteger()
                .divideAndRemainder(MICROS);
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact() * 1_000);
    }

    /** The total of a row that has something in it, in microseconds. */
    static BigInteger micros(SpanQuery.Row row) {
        Duration total = Objects.requireNonNull(row.total());
        return BigInteger.valueOf(total.getSeconds()).multiply(MICROS).add(BigInteger.valueOf(total.getNano() / 1_000));
    }
}
