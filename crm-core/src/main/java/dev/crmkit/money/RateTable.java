package dev.crmkit.money;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Currency;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * What one unit of each currency is worth in a base currency. Immutable.
 *
 * @param base the currency converted into (ISO 4217)
 * @param rates by currency (ISO 4217), each above zero; the base itself is 1 and need not be there
 */
public record RateTable(String base, Map<String, BigDecimal> rates) {

    /**
     * Copies the rates.
     *
     * @throws IllegalArgumentException if a currency does not exist or a rate is not above zero
     */
    public RateTable {
        Currency.getInstance(Objects.requireNonNull(base, "base"));
        rates.forEach((currency, rate) -> {
            Currency.getInstance(currency);
            if (rate.signum() <= 0) {
                throw new IllegalArgumentException("The rate of " + currency + " must be above zero, not " + rate);
            }
        });
        rates = Collections.unmodifiableMap(new TreeMap<>(rates));
    }
}
