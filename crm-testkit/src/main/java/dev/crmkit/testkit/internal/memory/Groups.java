package dev.crmkit.testkit.internal.memory;

import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Sorts records into groups and computes over each. Not thread-safe. */
final class Groups {
    private final Grouping grouping;
    private final Map<List<@Nullable Object>, Group> groups = new LinkedHashMap<>();

    Groups(Grouping grouping) {
        this.grouping = grouping;
        if (grouping.keys().isEmpty()) {
            groups.put(List.of(), new Group(List.of()));
        }
    }

    void add(RecordRow row) {
        List<@Nullable IndexValue> shown = new ArrayList<>();
        List<@Nullable Object> identity = new ArrayList<>();
        for (Grouping.Key key : grouping.keys()) {
            IndexValue value = value(key, row);
            shown.add(value);
            identity.add(identity(value));
        }
        groups.computeIfAbsent(identity, any -> new Group(shown)).rows.add(row);
    }

    /** What a key shows of the row. */
    static @Nullable IndexValue value(Grouping.Key key, RecordRow row) {
        IndexValue value = row.value(key.field());
        return value instanceof IndexValue.Moment moment && !key.boundaries().isEmpty()
                ? new IndexValue.Moment(bucket(moment.instant(), key.boundaries()))
                : value;
    }

    /** What is equal of two values that fall into one group. */
    static @Nullable Object identity(@Nullable IndexValue value) {
        return value instanceof IndexValue.Text text ? text.folded() : value;
    }

    private static Instant bucket(Instant instant, List<Instant> boundaries) {
        Instant begin = boundaries.get(0);
        if (instant.isBefore(begin)) {
            throw new IllegalArgumentException("The first bucket begins at " + begin + ", after the value " + instant
                    + ". Begin at or before every value");
        }
        for (Instant next : boundaries) {
            if (next.isAfter(instant)) {
                break;
            }
            begin = next;
        }
        return begin;
    }

    List<Grouping.Row> rows() {
        return groups.values().stream()
                .map(group -> {
                    List<@Nullable Object> values = new ArrayList<>();
                    grouping.measures().forEach(measure -> values.add(compute(measure, group.rows)));
                    return new Grouping.Row(group.keys, values);
                })
                .toList();
    }

    private static @Nullable Object compute(Grouping.Computation measure, List<RecordRow> rows) {
        Field field = measure.field();
        if (field == null) {
            return (long) rows.size();
        }
        List<IndexValue> values = new ArrayList<>();
        for (RecordRow row : rows) {
            IndexValue value = row.value(field);
            if (value != null) {
                values.add(value);
            }
        }
        if (measure.function() == Measure.Function.COUNT) {
            return (long) values.size();
        }
        return field.kind() == IndexKind.MOMENT
                ? ofInstants(measure.function(), values)
                : ofNumbers(measure.function(), values);
    }

    private static @Nullable Instant ofInstants(Measure.Function function, List<IndexValue> values) {
        return values.stream()
                .map(value -> ((IndexValue.Moment) value).instant())
                .reduce((a, b) -> switch (function) {
                    case MIN -> a.isBefore(b) ? a : b;
                    case MAX -> a.isAfter(b) ? a : b;
                    default -> throw refused(function, values.get(0));
                })
                .orElse(null);
    }

    private static @Nullable BigDecimal ofNumbers(Measure.Function function, List<IndexValue> values) {
        return values.stream()
                .map(value -> number(function, value))
                .reduce((a, b) -> switch (function) {
                    case SUM -> a.add(b);
                    case MIN -> a.min(b);
                    case MAX -> a.max(b);
                    default -> throw refused(function, values.get(0));
                })
                .orElse(null);
    }

    private static BigDecimal number(Measure.Function function, IndexValue value) {
        if (value instanceof IndexValue.Decimal decimal) {
            return decimal.number();
        } else if (value instanceof IndexValue.Code code) {
            return BigDecimal.valueOf(code.number());
        }
        throw refused(function, value);
    }

    private static IllegalArgumentException refused(Measure.Function function, IndexValue value) {
        return new IllegalArgumentException(function + " is not computed over " + value.kind());
    }

    /** The records of one group. */
    private static final class Group {
        private final List<@Nullable IndexValue> keys;
        private final List<RecordRow> rows = new ArrayList<>();

        Group(List<@Nullable IndexValue> keys) {
            this.keys = keys;
        }
    }
}
