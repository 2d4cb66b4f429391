package dev.crmkit.internal.record;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.formula.Computations;
import dev.crmkit.internal.formula.Failure;
import dev.crmkit.internal.formula.RollupComputation;
import dev.crmkit.internal.formula.RollupComputation.Function;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.type.CurrencyCodes;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Links;
import dev.crmkit.spi.storage.SortKey;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.type.Component;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Computes roll-ups of several records at once: those over the same linked records in one statement, and one more for each attribute of money. The number of
 * statements depends on the definitions alone. Not thread-safe.
 */
final class Rollups {
    private static final int AVG_SCALE = 10;

    private final Tx tx;
    private final Set<UUID> targets;
    private final Map<UUID, Map<UUID, Computations.Outcome>> outcomes = new HashMap<>();

    private Rollups(Tx tx, Set<UUID> targets) {
        this.tx = tx;
        this.targets = targets;
        targets.forEach(target -> outcomes.put(target, new LinkedHashMap<>()));
    }

    /** What the roll-ups give for each of the records, by record and attribute. */
    static Map<UUID, Map<UUID, Computations.Outcome>> compute(
            Tx tx, List<RollupComputation> rollups, Set<UUID> targets) {
        Rollups computing = new Rollups(tx, targets);
        List<RollupComputation> open = new ArrayList<>(rollups);
        while (!open.isEmpty() && !targets.isEmpty()) {
            RollupComputation first = open.get(0);
            List<RollupComputation> together =
                    open.stream().filter(first::isOverSame).toList();
            open.removeAll(together);
            computing.compute(together);
        }
        return computing.outcomes;
    }

    private void compute(List<RollupComputation> rollups) {
        RollupComputation any = rollups.get(0);
        Links links = new Links(any.linked(), any.reference().toString(), any.forward(), targets, any.predicate());
        Map<@Nullable Field, List<RollupComputation>> byCurrency = new LinkedHashMap<>();
        for (RollupComputation rollup : rollups) {
            if (rollup.function().isOfOne()) {
                ofOne(links, rollup);
            } else {
                byCurrency
                        .computeIfAbsent(currency(rollup), field -> new ArrayList<>())
                        .add(rollup);
            }
        }
        byCurrency.forEach((currency, some) -> ofMany(links, currency, some));
    }

    private @Nullable Field currency(RollupComputation rollup) {
        CrmAttribute of = rollup.of();
        return of == null || rollup.function() == Function.COUNT ? null : field(of, "currency");
    }

    /** The field of a component, or null if the attribute has none of that name. */
    private @Nullable Field field(CrmAttribute attribute, String name) {
        for (Component component : tx.types().get(attribute.spec().type()).components(attribute.spec())) {
            if (component.name().equals(name)) {
                return new Field.Attribute(attribute.id(), name, component.kind());
            }
        }
        return null;
    }

    private void ofMany(Links links, @Nullable Field currency, List<RollupComputation> rollups) {
        List<Grouping.Computation> measures = new ArrayList<>();
        for (RollupComputation rollup : rollups) {
            CrmAttribute of = rollup.of();
            Field main = of == null ? null : field(of, "");
            Measure.Function function = switch (rollup.function()) {
                case SUM, AVG -> Measure.Function.SUM;
                case MIN -> Measure.Function.MIN;
                case MAX -> Measure.Function.MAX;
                default -> Measure.Function.COUNT;
            };
            measures.add(new Grouping.Computation(function, main));
            // A mean needs the number of values too.
            measures.add(new Grouping.Computation(Measure.Function.COUNT, main));
        }
        List<Grouping.Key> keys = currency == null ? List.of() : List.of(new Grouping.Key(currency, List.of()));
        Map<UUID, List<Grouping.Row>> rows = new HashMap<>();
        for (Grouping.Row row : tx.records().group(links, keys, measures)) {
            UUID target = ((IndexValue.References)
                            Objects.requireNonNull(row.keys().get(0)))
                    .ids()
                    .get(0);
            rows.computeIfAbsent(target, id -> new ArrayList<>()).add(row);
        }
        for (UUID target : targets) {
            List<Grouping.Row> own = rows.getOrDefault(target, List.of());
            for (int i = 0; i < rollups.size(); i++) {
                RollupComputation rollup = rollups.get(i);
                take(target, rollup, currency == null ? plain(rollup, own, i) : money(rollup, own, i));
            }
        }
    }

    private @Nullable Object plain(RollupComputation rollup, List<Grouping.Row> rows, int place) {
        if (rows.isEmpty()) {
            return rollup.function() == Function.COUNT ? BigDecimal.ZERO : null;
        }
        Object value = rows.get(0).values().get(2 * place);
        if (rollup.function() == Function.COUNT) {
            return BigDecimal.valueOf((Long) Objects.requireNonNull(value));
        } else if (value instanceof BigDecimal number) {
            return finished(rollup, number, rows.get(0), place);
        }
        boolean isDate = "DATE".equals(rollup.attribute().spec().config().get(DerivedType.RESULT));
        return isDate && value instanceof Instant at ? at.atZone(ZoneOffset.UTC).toLocalDate() : value;
    }

    private static BigDecimal finished(RollupComputation rollup, BigDecimal number, Grouping.Row row, int place) {
        if (rollup.function() != Function.AVG) {
            return number;
        }
        long count = (Long) Objects.requireNonNull(row.values().get(2 * place + 1));
        return number.divide(BigDecimal.valueOf(count), AVG_SCALE, RoundingMode.HALF_UP);
    }

    private static @Nullable Object money(RollupComputation rollup, List<Grouping.Row> rows, int place) {
        Map<String, BigDecimal> amounts = new TreeMap<>();
        for (Grouping.Row row : rows) {
            if (row.values().get(2 * place) instanceof BigDecimal number
                    && row.keys().get(1) instanceof IndexValue.Code code) {
                amounts.put(CurrencyCodes.unpack(code.number()), finished(rollup, number, row, place));
            }
        }
        if (amounts.size() > 1) {
            return new Failure(
                    Failure.Reason.UNLIKE_CURRENCIES,
                    rollup.function() + " is over amounts of " + amounts.size()
                            + " currencies. Let its condition choose those of one");
        }
        return amounts.entrySet().stream()
                .findFirst()
                .map(entry -> Computations.money(entry.getValue(), entry.getKey()))
                .orElse(null);
    }

    private void ofOne(Links links, RollupComputation rollup) {
        Field order = Objects.requireNonNull(rollup.order());
        CrmAttribute of = Objects.requireNonNull(rollup.of());
        Map<UUID, UUID> firsts = tx.records().first(links, new SortKey(order, rollup.function() == Function.LAST));
        DefinedObject linked = tx.schema().get(rollup.linked());
        Map<UUID, Object> values = new HashMap<>();
        if (!firsts.isEmpty()) {
            for (StoredRecord record : tx.records().load(new HashSet<>(firsts.values()))) {
                Object value =
                        LoadedRecord.of(record, linked, tx.types()).values().get(of.id());
                if (value != null) {
                    values.put(record.id(), value);
                }
            }
        }
        for (UUID target : targets) {
            UUID first = firsts.get(target);
            take(target, rollup, first == null ? null : values.get(first));
        }
    }

    private void take(UUID target, RollupComputation rollup, @Nullable Object result) {
        CrmAttribute attribute = rollup.attribute();
        Objects.requireNonNull(outcomes.get(target))
                .put(attribute.id(), Computations.outcome(attribute, result, rollup.print(), tx.types()));
    }
}
