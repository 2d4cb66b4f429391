package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What records are grouped by: checked against the schema, asked of the storage, ordered and shown. Immutable. */
public final class GroupKeys {
    private static final int MOST = 2;
    private static final Set<IndexKind> GROUPABLE = Set.of(
            IndexKind.CHOICE,
            IndexKind.CODE,
            IndexKind.TOKEN,
            IndexKind.TEXT,
            IndexKind.NUMBER,
            IndexKind.REFERENCES,
            IndexKind.MOMENT);

    private final Tx tx;
    private final List<Key> keys;

    private GroupKeys(Tx tx, List<Key> keys) {
        this.tx = tx;
        this.keys = List.copyOf(keys);
    }

    /** The keys that are asked for; of those that cannot be, faults. */
    public static GroupKeys of(Tx tx, QueryCompiler compiler, List<GroupKey> asked, List<Violation> faults) {
        if (asked.size() > MOST) {
            faults.add(new Violation(
                    "groupBy",
                    ErrorCode.QUERY_LIMIT,
                    asked.size() + " keys are more than the " + MOST + " allowed. Leave some out"));
        }
        List<Key> keys = new ArrayList<>();
        for (GroupKey key : asked) {
            QueryCompiler.Operand operand = compiler.operand(key.path(), faults);
            if (operand == null) {
                continue;
            }
            boolean time = operand.main().kind() == IndexKind.MOMENT;
            if (time != (key.unit() != null)
                    || !GROUPABLE.contains(operand.main().kind())
                    || !operand.single()) {
                faults.add(new Violation(
                        key.path(),
                        ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                        time
                                ? "is a date: group it by a unit, as in GroupKey.of(\"" + key.path() + "\", MONTH)"
                                : "cannot be grouped"
                                        + (key.unit() == null ? "" : " by " + key.unit())
                                        + ". Group by a select, status, checkbox, rating, user, single"
                                        + " reference, owner, or a date with a unit"));
                continue;
            }
            keys.add(new Key(operand, key.unit(), tx.schema().zone()));
        }
        return new GroupKeys(tx, keys);
    }

    /** How many there are. */
    public int size() {
        return keys.size();
    }

    /** As the storage is asked for them; one statement for each that is a date. */
    public List<Grouping.Key> ask(UUID object, Predicate predicate, ArchivedFilter archived) {
        List<Grouping.Key> asked = new ArrayList<>();
        for (Key key : keys) {
            asked.add(new Grouping.Key(key.field(), boundaries(key, object, predicate, archived)));
        }
        return asked;
    }

    private List<Instant> boundaries(Key key, UUID object, Predicate predicate, ArchivedFilter archived) {
        DateUnit unit = key.unit();
        if (unit == null) {
            return List.of();
        }
        List<Grouping.Row> rows = tx.records()
                .group(new Grouping(
                        object,
                        predicate,
                        archived,
                        List.of(),
                        List.of(
                                new Grouping.Computation(Measure.Function.MIN, key.field()),
                                new Grouping.Computation(Measure.Function.MAX, key.field()))));
        if (rows.isEmpty() || rows.get(0).values().get(0) == null) {
            return List.of(Instant.EPOCH);
        }
        Instant least = (Instant) Objects.requireNonNull(rows.get(0).values().get(0));
        Instant greatest = (Instant) Objects.requireNonNull(rows.get(0).values().get(1));
        return DateBuckets.begins(unit, key.bucketZone(), least, greatest);
    }

    /** The order of groups: options in option order, dates and numbers ascending, text by code point without case, records by id, empties last. */
    public Comparator<List<@Nullable IndexValue>> order() {
        return order(IndexOrder::compareIds);
    }

    /** As {@link #order()}, with another order of records. */
    public Comparator<List<@Nullable IndexValue>> order(Comparator<UUID> records) {
        return (a, b) -> {
            for (int i = 0; i < keys.size(); i++) {
                int order = a.get(i) instanceof IndexValue.References x && b.get(i) instanceof IndexValue.References y
                        ? records.compare(x.ids().get(0), y.ids().get(0))
                        : IndexOrder.compare(
                                caseless(a.get(i)),
                                caseless(b.get(i)),
                                false,
                                keys.get(i).operand().options());
                if (order != 0) {
                    return order;
                }
            }
            return 0;
        };
    }

    /** Texts that differ in case alone are one group, whichever of them a storage shows. */
    private static @Nullable IndexValue caseless(@Nullable IndexValue value) {
        return value instanceof IndexValue.Text text ? new IndexValue.Text(text.folded(), text.folded()) : value;
    }

    /** The keys of a group as callers see them; of a reference the id. */
    public List<@Nullable Object> shown(List<@Nullable IndexValue> values) {
        List<@Nullable Object> shown = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            shown.add(keys.get(i).show(values.get(i)));
        }
        return shown;
    }

    private record Key(
            QueryCompiler.Operand operand, @Nullable DateUnit unit, ZoneId zone) {
        Field field() {
            return operand.main();
        }

        /** Calendar days are stored as midnights in UTC, whatever the workspace's zone. */
        ZoneId bucketZone() {
            return operand.isDate() ? ZoneOffset.UTC : zone;
        }

        @Nullable
        Object show(@Nullable IndexValue value) {
            if (value == null) {
                return null;
            } else if (value instanceof IndexValue.Moment moment) {
                return moment.instant().atZone(bucketZone()).toLocalDate();
            } else if (value instanceof IndexValue.Choice choice) {
                return choice.option();
            } else if (value instanceof IndexValue.Code code) {
                return operand.isCheckbox() ? (Object) (code.number() == 1) : BigDecimal.valueOf(code.number());
            } else if (value instanceof IndexValue.Token token) {
                return token.token();
            } else if (value instanceof IndexValue.Text text) {
                return text.raw();
            } else if (value instanceof IndexValue.Decimal decimal) {
                return Aggregation.plain(decimal.number());
            } else if (value instanceof IndexValue.References references) {
                UUID id = references.ids().get(0);
                return id;
            }
            throw new IllegalStateException("No group by " + value.kind());
        }
    }
}
