package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.StoredMove;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The answer to one question about spans, found by looking at every record and every move. Not thread-safe. */
final class Spans {
    private final MemoryTransaction transaction;
    private final SpanQuery query;
    private final Map<UUID, RecordRow> records = new HashMap<>();
    private final Map<List<@Nullable Object>, List<Span>> groups = new LinkedHashMap<>();

    Spans(MemoryTransaction transaction, SpanQuery query) {
        this.transaction = transaction;
        this.query = query;
    }

    /** One span; without a length where nothing is measured. */
    private record Span(
            RecordRow row,
            @Nullable String from,
            @Nullable String to,
            @Nullable Duration length) {}

    List<SpanQuery.Row> rows() {
        new MemoryRecords(transaction)
                .matching(query.objectId(), query.predicate(), query.archived())
                .forEach(row -> records.put(row.record().id(), row));
        collect();
        if (groups.isEmpty() && query.keys().isEmpty() && !tellsStagesApart()) {
            return List.of(row(List.of()));
        }
        return groups.values().stream().map(this::row).toList();
    }

    private boolean tellsStagesApart() {
        return query.source() instanceof SpanQuery.Stays || query.source() instanceof SpanQuery.Entries;
    }

    private void collect() {
        if (query.source() instanceof SpanQuery.Stays stays) {
            stays(stays);
        } else if (query.source() instanceof SpanQuery.Entries entries) {
            moves(entries.exceptWays())
                    .filter(move -> isOneOf(move.to(), entries.stages())
                            && entries.when().contains(move.at()))
                    .forEach(move -> add(new Span(owner(move), null, move.to(), null)));
        } else if (query.source() instanceof SpanQuery.Journeys journeys) {
            journeys(journeys);
        } else if (query.source() instanceof SpanQuery.Between between) {
            measure(between.end(), row -> moment(row, between.begin()), false);
        } else if (query.source() instanceof SpanQuery.Ages ages) {
            records.values().forEach(row -> {
                Instant begin = moment(row, ages.begin());
                if (begin != null) {
                    add(new Span(row, null, null, notNegative(Duration.between(begin, ages.end()))));
                }
            });
        }
    }

    private void stays(SpanQuery.Stays stays) {
        moves(stays.exceptWays()).forEach(move -> {
            Duration stayed = move.stayed();
            if (stayed != null
                    && isOneOf(move.from(), stays.stages())
                    && stays.ended().contains(move.at())
                    && stays.begun().contains(move.at().minus(stayed))) {
                add(new Span(owner(move), move.from(), stays.byTarget() ? move.to() : null, stayed));
            }
        });
    }

    private void journeys(SpanQuery.Journeys journeys) {
        Map<UUID, Instant> begun = new HashMap<>();
        moves(journeys.exceptWays())
                .filter(move -> isOneOf(move.to(), journeys.stages()))
                .forEach(move -> begun.merge(owner(move).record().id(), move.at(), (a, b) -> a.isBefore(b) ? a : b));
        measure(journeys.end(), row -> begun.get(row.record().id()), true);
    }

    private interface Begin {
        @Nullable
        Instant of(RecordRow row);
    }

    private void measure(Field end, Begin begin, boolean notNegative) {
        records.values().forEach(row -> {
            Instant from = begin.of(row);
            Instant to = moment(row, end);
            if (from != null && to != null) {
                Duration length = Duration.between(from, to);
                add(new Span(row, null, null, notNegative ? notNegative(length) : length));
            }
        });
    }

    private static Duration notNegative(Duration length) {
        return length.isNegative() ? Duration.ZERO : length;
    }

    private static @Nullable Instant moment(RecordRow row, Field field) {
        return row.value(field) instanceof IndexValue.Moment moment ? moment.instant() : null;
    }

    private static boolean isOneOf(@Nullable String stage, Collection<String> stages) {
        return stage != null && stages.contains(stage);
    }

    /** The moves of the records that are asked about, and of those that were merged into them. */
    private Stream<StoredMove> moves(Collection<String> exceptWays) {
        return transaction.moveRows.rows().values().stream()
                .filter(move -> move.objectId().equals(query.objectId()))
                .filter(move -> records.containsKey(ownerId(move)) && !exceptWays.contains(move.way()));
    }

    private UUID ownerId(StoredMove move) {
        Identity identity = Objects.requireNonNull(transaction.identityRows.find(move.recordId()));
        return identity.aliasOf() == null ? identity.id() : identity.aliasOf();
    }

    private RecordRow owner(StoredMove move) {
        return Objects.requireNonNull(records.get(ownerId(move)));
    }

    private void add(Span span) {
        List<@Nullable Object> identity = new ArrayList<>();
        identity.add(span.from());
        identity.add(span.to());
        query.keys().forEach(key -> identity.add(Groups.identity(Groups.value(key, span.row()))));
        groups.computeIfAbsent(identity, any -> new ArrayList<>()).add(span);
    }

    private SpanQuery.Row row(List<Span> spans) {
        List<@Nullable IndexValue> keys = new ArrayList<>();
        if (!spans.isEmpty()) {
            for (Grouping.Key key : query.keys()) {
                keys.add(Groups.value(key, spans.get(0).row()));
            }
        }
        List<Duration> lengths = new ArrayList<>();
        spans.stream().map(Span::length).filter(Objects::nonNull).sorted().forEach(lengths::add);
        List<@Nullable Duration> percentiles = new ArrayList<>();
        query.percentiles().forEach(percentile -> percentiles.add(percentile(percentile, lengths)));
        return new SpanQuery.Row(
                spans.isEmpty() ? null : spans.get(0).from(),
                spans.isEmpty() ? null : spans.get(0).to(),
                keys,
                spans.size(),
                spans.stream().map(span -> span.row().record().id()).distinct().count(),
                lengths.stream().reduce(Duration::plus).orElse(null),
                percentiles);
    }

    private static @Nullable Duration percentile(int percentile, List<Duration> lengths) {
        if (lengths.isEmpty()) {
            return null;
        }
        int place = (int) SpanQuery.place(percentile, lengths.size());
        Duration low = lengths.get(place);
        Duration high = lengths.get(Math.min(place + 1, lengths.size() - 1));
        return SpanQuery.between(percentile, lengths.size(), micros(low), micros(high));
    }

    private static long micros(Duration length) {
        return length.dividedBy(Duration.of(1, ChronoUnit.MICROS));
    }
}
