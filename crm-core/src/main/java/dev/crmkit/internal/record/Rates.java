package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.money.RateService;
import dev.crmkit.money.RateTable;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** The rates by which questions convert money. Not instantiable. */
public final class Rates {
    private Rates() {}

    /**
     * The table of that name that holds on that day, or null with a fault; null too if no table is asked for.
     *
     * @param day null for today
     */
    public static @Nullable RateTable find(
            Tx tx, @Nullable String name, @Nullable LocalDate day, List<Violation> faults) {
        if (name == null) {
            return null;
        }
        RateTable table = RateService.find(tx, name, day).orElse(null);
        if (table == null) {
            NavigableMap<LocalDate, RateTable> days = RateService.days(tx, name);
            faults.add(new Violation(
                    "convertedBy",
                    ErrorCode.DOCUMENT_NOT_FOUND,
                    days.isEmpty()
                            ? "there is no rate table '" + name + "'. Known tables: "
                                    + String.join(", ", RateService.names(tx))
                            : "the rate table '" + name + "' begins on " + days.firstKey() + ", after "
                                    + (day == null ? "today" : day) + ". Choose a later day, or store earlier rates"));
        }
        return table;
    }

    /** What one unit of the currency is worth. */
    public static BigDecimal rate(RateTable rates, String currency) {
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
