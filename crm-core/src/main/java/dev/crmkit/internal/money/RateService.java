package dev.crmkit.internal.money;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Power;
import dev.crmkit.money.RateTable;
import dev.crmkit.money.RateTables;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rate tables, kept as documents of the workspace. */
public final class RateService implements RateTables {
    private static final String KIND = "rate-table";
    private static final String CHANGE = "change rate tables";

    private final Transactions transactions;

    /** The tables of the workspace that the transactions are of. */
    public RateService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void put(String name, RateTable table) {
        if (name.isBlank() || name.length() > 100) {
            throw new InvalidInputException(
                    "store a rate table",
                    List.of(new Violation(
                            "name",
                            ErrorCode.VALUE_OUT_OF_RANGE,
                            "must have 1 to 100 characters, not '" + name + "'")));
        }
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("base", table.base());
        document.put("rates", table.rates());
        transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, CHANGE);
            tx.storage().documents().put(KIND, name, Json.write(document));
            return name;
        });
    }

    @Override
    public Optional<RateTable> find(String name) {
        return transactions.read(tx -> find(tx, name));
    }

    /** The table of that name. */
    public static Optional<RateTable> find(Tx tx, String name) {
        return tx.storage().documents().find(KIND, name).map(RateService::read);
    }

    private static RateTable read(String text) {
        Map<String, Object> document = Json.readObject(text);
        Map<String, BigDecimal> rates = new LinkedHashMap<>();
        Json.object(document, "rates").forEach((currency, rate) -> rates.put(currency, (BigDecimal) rate));
        return new RateTable(Json.requiredText(document, "base"), rates);
    }

    @Override
    public RateTable get(String name) {
        return find(name)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.DOCUMENT_NOT_FOUND,
                        "There is no rate table '" + name + "'. Known tables: " + String.join(", ", names()),
                        Map.of("rateTable", name)));
    }

    @Override
    public List<String> names() {
        return transactions.read(RateService::names);
    }

    /** The names of all tables. */
    public static List<String> names(Tx tx) {
        return tx.storage().documents().names(KIND);
    }

    @Override
    public boolean remove(String name) {
        return transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, CHANGE);
            return tx.storage().documents().remove(KIND, name);
        });
    }
}
