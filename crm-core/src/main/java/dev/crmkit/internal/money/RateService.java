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
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Rate tables, kept as documents of the workspace: one per name, with all its days. */
public final class RateService implements RateTables {
    private static final String KIND = "rate-table";
    private static final int MOST_DAYS = 5_000;
    private static final String CHANGE = "change rate tables";

    private final Transactions transactions;

    /** The tables of the workspace that the transactions are of. */
    public RateService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public void put(String name, RateTable table) {
        store(name, null, table);
    }

    @Override
    public void put(String name, LocalDate day, RateTable table) {
        store(name, Objects.requireNonNull(day, "day"), table);
    }

    private void store(String name, @Nullable LocalDate day, RateTable table) {
        Objects.requireNonNull(table, "table");
        if (name.isBlank() || name.length() > 100) {
            throw fault("name", "must have 1 to 100 characters, not '" + name + "'");
        }
        transactions.write(tx -> {
            tx.access().require(Power.MANAGE_SETTINGS, CHANGE);
            // Of two who store days of one name the second sees what the first stored.
            tx.storage().ledger().lock(KIND + " " + name);
            NavigableMap<LocalDate, RateTable> days = days(tx, name);
            days.put(day == null ? today(tx) : day, table);
            if (days.size() > MOST_DAYS) {
                throw fault(
                        "day",
                        "'" + name + "' has " + MOST_DAYS
                                + " days already, which is the most. Store the day under another name");
            }
            tx.storage().documents().put(KIND, name, Json.write(document(days)));
            return name;
        });
    }

    private static InvalidInputException fault(String path, String message) {
        return new InvalidInputException(
                "store a rate table", List.of(new Violation(path, ErrorCode.VALUE_OUT_OF_RANGE, message)));
    }

    private static Map<String, Object> document(Map<LocalDate, RateTable> days) {
        Map<String, Object> byDay = new LinkedHashMap<>();
        days.forEach((day, table) -> {
            Map<String, Object> rates = new LinkedHashMap<>();
            rates.put("base", table.base());
            rates.put("rates", table.rates());
            byDay.put(day.toString(), rates);
        });
        return Map.of("days", byDay);
    }

    @Override
    public Optional<RateTable> find(String name) {
        return transactions.read(tx -> find(tx, name, null));
    }

    @Override
    public Optional<RateTable> find(String name, LocalDate day) {
        Objects.requireNonNull(day, "day");
        return transactions.read(tx -> find(tx, name, day));
    }

    @Override
    public List<LocalDate> days(String name) {
        return transactions.read(tx -> List.copyOf(days(tx, name).keySet()));
    }

    /** The table of that name that holds on that day, or today. */
    public static Optional<RateTable> find(Tx tx, String name, @Nullable LocalDate day) {
        return Optional.ofNullable(days(tx, name).floorEntry(day == null ? today(tx) : day))
                .map(Map.Entry::getValue);
    }

    private static LocalDate today(Tx tx) {
        return tx.now().atZone(tx.schema().zone()).toLocalDate();
    }

    /** The tables of that name by the first day on which each holds; empty if there is none. */
    public static NavigableMap<LocalDate, RateTable> days(Tx tx, String name) {
        NavigableMap<LocalDate, RateTable> days = new TreeMap<>();
        Map<String, Object> byDay = tx.storage()
                .documents()
                .find(KIND, name)
                .map(text -> Json.object(Json.readObject(text), "days"))
                .orElse(Map.of());
        byDay.keySet().forEach(day -> days.put(LocalDate.parse(day), table(Json.object(byDay, day))));
        return days;
    }

    private static RateTable table(Map<String, Object> document) {
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
