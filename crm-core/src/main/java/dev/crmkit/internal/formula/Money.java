package dev.crmkit.internal.formula;

import java.math.BigDecimal;
import java.util.Map;

/**
 * An amount of money within a formula. Immutable.
 *
 * @param amount of any scale; the result of the formula is rounded to that of the currency
 * @param currency a code of ISO 4217
 */
record Money(BigDecimal amount, String currency) {

    /** Of a canonical value. */
    static Money of(Object canonical) {
        Map<?, ?> map = (Map<?, ?>) canonical;
        if (map.get("amount") instanceof BigDecimal amount && map.get("currency") instanceof String currency) {
            return new Money(amount, currency);
        }
        throw new IllegalStateException("Not money: " + canonical);
    }
}
