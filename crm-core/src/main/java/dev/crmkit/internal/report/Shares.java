package dev.crmkit.internal.report;

import dev.crmkit.internal.record.Aggregation;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Quotients as reports show them. Not instantiable. */
final class Shares {
    private static final int SCALE = 10;

    private Shares() {}

    /** The part of the whole, which is not zero. */
    static BigDecimal of(long part, long whole) {
        return of(BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
    }

    /** The part of the whole, which is not zero. */
    static BigDecimal of(BigDecimal part, BigDecimal whole) {
        return Aggregation.plain(part.divide(whole, SCALE, RoundingMode.HALF_UP));
    }

    /** Won of won and lost; null if there are none. */
    static @Nullable BigDecimal won(long won, long lost) {
        return won + lost == 0 ? null : of(won, won + lost);
    }
}
