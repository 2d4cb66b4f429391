package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.money.RateService;
import dev.crmkit.money.RateTable;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rates by which questions convert money. Not instantiable. */
final class Rates {
    private Rates() {}

    /** The table of that name, or null with a fault; null too if no table is asked for. */
    static @Nullable RateTable find(Tx tx, @Nullable String name, List<Violation> faults) {
        if (name == null) {
            return null;
        }
        RateTable table = RateService.find(tx, name).orElse(null);
        if (table == null) {
            faults.add(new Violation(
                    "convertedBy",
                    ErrorCode.DOCUMENT_NOT_FOUND,
                    "there is no rate table '" + name + "'. Known tables: "
                            + String.join(", ", RateService.names(tx))));
        }
        return table;
    }

    /** What one unit of the currency is worth. */
    static BigDecimal rate(RateTable rates, String currency) {
        if (currency.equals(rates.base())) {
            return BigDecimal.ONE;
        }
        BigDecimal rate = rates.rates().get(currency);
        if (rate == null) {
            throw new InvalidInputException(
                    "convert money",
                    List.of(new Violation(
                            "convertedBy",
                            ErrorCode.QUERY_INVALID_OPERAND,
                            "the rate table has no rate for " + currency + ". Known currencies: " + rates.base() + ", "
                                    + String.join(", ", rates.rates().keySet()))));
        }
        return rate;
    }
}
