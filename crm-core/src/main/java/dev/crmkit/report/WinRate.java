package dev.crmkit.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many records ended well. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param won how many are won and were closed in the days asked for
 * @param lost how many are lost and were closed in these days
 * @param open how many are open now
 * @param rate won of won and lost, of 1; null if there are none
 * @param wonAmount what the won ones amount to, by currency (ISO 4217), or in the currency converted into; records without an amount are in none
 * @param lostAmount the same of the lost ones
 * @param openAmount the same of the open ones
 */
public record WinRate(
        List<@Nullable Object> keys,
        long won,
        long lost,
        long open,
        @Nullable BigDecimal rate,
        Map<String, BigDecimal> wonAmount,
        Map<String, BigDecimal> lostAmount,
        Map<String, BigDecimal> openAmount) {
    private static final int SCALE = 10;

    /** Copies the keys and amounts. */
    public WinRate {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        wonAmount = Collections.unmodifiableMap(new TreeMap<>(wonAmount));
        lostAmount = Collections.unmodifiableMap(new TreeMap<>(lostAmount));
        openAmount = Collections.unmodifiableMap(new TreeMap<>(openAmount));
    }

    /** Of the amounts in the currency that were won or lost, how much was won, of 1; null if they come to nothing. */
    public @Nullable BigDecimal rateByAmount(String currency) {
        BigDecimal gained = wonAmount.getOrDefault(currency, BigDecimal.ZERO);
        BigDecimal all = gained.add(lostAmount.getOrDefault(currency, BigDecimal.ZERO));
        return all.signum() == 0
                ? null
                : gained.divide(all, SCALE, RoundingMode.HALF_UP).stripTrailingZeros();
    }
}
