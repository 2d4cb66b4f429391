package dev.crmkit.internal.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Money as its amount alone: a changed amount keeps the currency that the record has.
 *
 * @param number the amount
 */
record AmountConversion(NumberConversion number) implements Conversion {
    private static final String AMOUNT = "amount";
    private static final String CURRENCY = "currency";

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        return number.read(canonical instanceof Map<?, ?> money ? money.get(AMOUNT) : null);
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        return held != null && current instanceof Map<?, ?> money && money.get(CURRENCY) instanceof String currency
                ? Map.of(AMOUNT, held, CURRENCY, currency)
                : held;
    }

    @Override
    public boolean isPartial() {
        return true;
    }
}
