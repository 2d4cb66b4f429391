package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.CurrencyCodes;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Groups of records. The storage counts and sums exactly; what needs a calendar, a rate or a division happens here.
 *
 * <p>Money is summed per currency, by one more group key, and put together again per group.
 */
public final class Aggregation {
    private static final int MAX_MEASURES = 20;
    private static final int AVG_SCALE = 10;

    private final Tx tx;
    private final DefinedObject object;

    Aggregation(Tx tx, DefinedObject object) {
        this.tx = tx;
        this.object = object;
    }

    AggregateResult run(AggregateQuery query) {
        return run(query, RecordReads.Part.ALL);
    }

    /** Every fault of a question that is not asked yet. */
    List<Violation> faults(AggregateQuery query) {
        List<Violation> faults = new ArrayList<>();
        QueryCompiler compiler = tx.access().compiler(object);
        compiler.predicate(query.filter(), query.search(), faults);
        GroupKeys.of(tx, compiler, query.groupBy(), faults);
        measures(query, compiler, faults);
        Rates.find(tx, query.rateTable(), query.ratesOf(), faults);
        return faults;
    }

    /** Groups of one part of the records. */
    AggregateResult run(AggregateQuery query, RecordReads.Part part) {
        List<Violation> faults = new ArrayList<>();
        QueryCompiler compiler = tx.access().compiler(object);
        Predicate asked = compiler.predicate(query.filter(), query.search(), faults);
        Predicate predicate = tx.access().withinReach(object.id(), RecordLists.within(part, asked));
        GroupKeys keys = GroupKeys.of(tx, compiler, query.groupBy(), faults);
        List<Computed> measures = measures(query, compiler, faults);
        RateTable rates = Rates.find(tx, query.rateTable(), query.ratesOf(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("group " + object.slug() + " records", faults);
        }
        List<Grouping.Key> storageKeys = keys.ask(object.id(), predicate, query.archived());
        // Measures of one attribute's money share its currency key; those of different attributes are asked apart.
        Map<@Nullable Field, List<Computed>> byCurrency = new LinkedHashMap<>();
        measures.forEach(m ->
                byCurrency.computeIfAbsent(m.currency(), c -> new ArrayList<>()).add(m));
        TreeMap<List<@Nullable IndexValue>, @Nullable Object[]> groups = new TreeMap<>(keys.order());
        byCurrency.forEach((currency, some) -> {
            List<Grouping.Key> allKeys = new ArrayList<>(storageKeys);
            if (currency != null) {
                allKeys.add(new Grouping.Key(currency, List.of()));
            }
            List<Grouping.Computation> computations = computations(some);
            List<Grouping.Row> rows =
                    tx.records().group(new Grouping(object.id(), predicate, query.archived(), allKeys, computations));
            for (Grouping.Row row : rows) {
                List<@Nullable IndexValue> id = row.keys().subList(0, keys.size());
                @Nullable Object[] cells = groups.computeIfAbsent(id, g -> new Object[measures.size()]);
                IndexValue unit = currency == null ? null : row.keys().get(keys.size());
                int counts = some.size();
                for (int i = 0; i < some.size(); i++) {
                    Computed measure = some.get(i);
                    Object count = measure.isAverage() ? row.values().get(counts++) : null;
                    add(cells, measure, new Partial(row.values().get(i), count == null ? 0 : (Long) count), unit);
                }
            }
        });
        if (keys.size() == 0) {
            groups.computeIfAbsent(List.of(), g -> new Object[measures.size()]);
        }
        List<AggregateResult.Group> result = new ArrayList<>();
        groups.forEach((id, cells) -> {
            List<@Nullable Object> values = new ArrayList<>();
            for (Computed measure : measures) {
                values.add(measure.finish(cells[measure.place()], rates));
            }
            result.add(new AggregateResult.Group(keys.shown(id), values));
        });
        return new AggregateResult(result);
    }

    private List<Computed> measures(AggregateQuery query, QueryCompiler compiler, List<Violation> faults) {
        if (query.measures().isEmpty() || query.measures().size() > MAX_MEASURES) {
            faults.add(new Violation(
                    "measures",
                    ErrorCode.QUERY_LIMIT,
                    "must be 1 to " + MAX_MEASURES + ", not " + query.measures().size()));
        }
        List<Computed> measures = new ArrayList<>();
        for (Measure measure : query.measures()) {
            String path = measure.path();
            if (path == null) {
                measures.add(new Computed(measures.size(), measure.function(), null, null, false));
                continue;
            }
            QueryCompiler.Operand operand = compiler.operand(path, faults);
            if (operand == null) {
                continue;
            }
            IndexKind kind = operand.main().kind();
            boolean fits = switch (measure.function()) {
                case COUNT -> true;
                case SUM, AVG -> kind == IndexKind.NUMBER;
                case MIN, MAX -> kind == IndexKind.NUMBER || kind == IndexKind.MOMENT;
            };
            if (!fits) {
                faults.add(new Violation(
                        path,
                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                        measure.function() + " is not for it. Choose a number, rating or money attribute"
                                + " (MIN and MAX: also a date or timestamp), or COUNT"));
                continue;
            }
            measures.add(new Computed(
                    measures.size(),
                    measure.function(),
                    operand.main(),
                    measure.function() == Measure.Function.COUNT ? null : operand.currency(),
                    operand.isDate()));
        }
        return measures;
    }

    private static List<Grouping.Computation> computations(List<Computed> measures) {
        List<Grouping.Computation> computations = new ArrayList<>();
        for (Computed measure : measures) {
            Measure.Function function =
                    measure.function() == Measure.Function.AVG ? Measure.Function.SUM : measure.function();
            computations.add(new Grouping.Computation(function, measure.field()));
        }
        // An average needs the number of values too. Counting costs each record as much as reading it from an index.
        measures.stream()
                .filter(Computed::isAverage)
                .forEach(
                        measure -> computations.add(new Grouping.Computation(Measure.Function.COUNT, measure.field())));
        return computations;
    }

    private static void add(
            @Nullable Object[] cells, Computed measure, Partial partial, @Nullable IndexValue currency) {
        if (measure.currency() == null) {
            cells[measure.place()] = partial;
        } else if (currency != null && partial.value() != null) {
            Object known = cells[measure.place()];
            Map<String, Partial> money = new TreeMap<>();
            if (known instanceof Money earlier) {
                money.putAll(earlier.byCurrency());
            }
            money.put(CurrencyCodes.unpack(((IndexValue.Code) currency).number()), partial);
            cells[measure.place()] = new Money(money);
        }
    }

    /**
     * What the storage computed.
     *
     * @param value null where nothing has a value
     * @param count for an average how many values there are
     */
    private record Partial(@Nullable Object value, long count) {}

    private record Money(Map<String, Partial> byCurrency) {}

    /** As numbers read everywhere else: without trailing zeros and exponent, whatever form the storage gives them. */
    public static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private record Computed(
            int place,
            Measure.Function function,
            @Nullable Field field,
            @Nullable Field currency,
            boolean isDate) {

        boolean isAverage() {
            return function == Measure.Function.AVG;
        }

        @Nullable
        Object finish(@Nullable Object cell, @Nullable RateTable rates) {
            if (cell instanceof Money money) {
                return rates == null ? perCurrency(money) : converted(money, rates);
            }
            Partial partial = (Partial) cell;
            if (partial == null) {
                return function == Measure.Function.COUNT ? (Object) 0L : null;
            }
            return finish(partial);
        }

        private @Nullable Object finish(Partial partial) {
            Object value = partial.value();
            if (value == null) {
                return null;
            }
            if (value instanceof BigDecimal number) {
                return isAverage() ? average(number, partial.count()) : plain(number);
            }
            return isDate && value instanceof Instant instant
                    ? instant.atZone(ZoneOffset.UTC).toLocalDate()
                    : value;
        }

        private Map<String, Object> perCurrency(Money money) {
            Map<String, Object> result = new TreeMap<>();
            money.byCurrency().forEach((currency, partial) -> {
                Object value = finish(partial);
                if (value != null) {
                    result.put(currency, value);
                }
            });
            return result;
        }

        private BigDecimal converted(Money money, RateTable rates) {
            @Nullable BigDecimal total = null;
            long count = 0;
            for (Map.Entry<String, Partial> entry : money.byCurrency().entrySet()) {
                BigDecimal amount =
                        (BigDecimal) Objects.requireNonNull(entry.getValue().value());
                BigDecimal worth = amount.multiply(Rates.rate(rates, entry.getKey()));
                count += entry.getValue().count();
                if (total == null) {
                    total = worth;
                } else {
                    total = switch (function) {
                        case MIN -> total.min(worth);
                        case MAX -> total.max(worth);
                        default -> total.add(worth);
                    };
                }
            }
            BigDecimal sum = Objects.requireNonNull(total);
            return plain(isAverage() ? average(sum, count) : sum);
        }

        private static BigDecimal average(BigDecimal sum, long count) {
            return plain(sum.divide(BigDecimal.valueOf(count), AVG_SCALE, RoundingMode.HALF_UP));
        }
    }
}
