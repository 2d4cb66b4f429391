package dev.crmkit.internal.report;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Spread;
import dev.crmkit.report.StageOutcome;
import dev.crmkit.report.StageStep;
import dev.crmkit.report.StageTime;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.SpanQuery;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reports with a line per stage. Not thread-safe. */
final class StageReports {
    private final Tx tx;
    private final ReportScope scope;

    StageReports(Tx tx, ReportQuery query) {
        this.tx = tx;
        this.scope = new ReportScope(tx, query, ReportScope.Money.NONE).check();
    }

    private <V> Map<@Nullable String, V> byStage() {
        return new TreeMap<>(scope.stageOrder());
    }

    /** The stage that the records of the row are in now, which is the first of its keys. */
    private static String current(SpanQuery.Row row) {
        return ((IndexValue.Choice) Objects.requireNonNull(row.keys().get(0))).option();
    }

    private record Times(Spread left, Spread inside) {
        static final Times NONE = new Times(Spread.none(), Spread.none());
    }

    List<StageTime> times() {
        ReportTable<Map<@Nullable String, Times>> table = new ReportTable<>(scope, this::byStage);
        SpanQuery.Source left = new SpanQuery.Stays(
                scope.stagesEver(), false, SpanQuery.Window.always(), scope.window(), ReportScope.UNCOUNTED);
        for (SpanQuery.Row row : scope.spans(scope.records(), left, scope.keys(), Spreads.PERCENTILES)) {
            table.at(row.keys()).put(row.from(), new Times(Spreads.of(row), Spread.none()));
        }
        SpanQuery.Source inside = new SpanQuery.Ages(scope.enteredAt(), tx.now());
        for (SpanQuery.Row row :
                scope.spans(scope.records(scope.inPipeline()), inside, scope.stageAndKeys(), Spreads.PERCENTILES)) {
            Map<@Nullable String, Times> stages = table.at(row.keys());
            Times known = stages.getOrDefault(current(row), Times.NONE);
            stages.put(current(row), new Times(known.left(), Spreads.of(row)));
        }
        return table.lines((keys, stages, lines) -> stages.forEach((stage, times) ->
                lines.add(new StageTime(keys, Objects.requireNonNull(stage), times.left(), times.inside()))));
    }

    List<StageStep> steps() {
        ReportTable<Map<@Nullable String, Map<@Nullable String, Spread>>> table =
                new ReportTable<>(scope, this::byStage);
        SpanQuery.Source ended = new SpanQuery.Stays(
                scope.stagesEver(), true, scope.window(), SpanQuery.Window.always(), ReportScope.UNCOUNTED);
        for (SpanQuery.Row row : scope.spans(scope.records(), ended, scope.keys(), Spreads.PERCENTILES)) {
            table.at(row.keys()).computeIfAbsent(row.from(), stage -> byStage()).put(row.to(), Spreads.of(row));
        }
        SpanQuery.Source goingOn = new SpanQuery.Ages(scope.enteredAt(), tx.now());
        for (SpanQuery.Row row : scope.spans(
                scope.records(
                        scope.inPipeline(),
                        scope.inDays(scope.enteredAt(), tx.schema().zone())),
                goingOn,
                scope.stageAndKeys(),
                Spreads.PERCENTILES)) {
            table.at(row.keys())
                    .computeIfAbsent(current(row), stage -> byStage())
                    .put(null, Spreads.of(row));
        }
        return table.lines((keys, stages, lines) -> stages.forEach((from, targets) -> {
            long entered = targets.values().stream().mapToLong(Spread::count).sum();
            targets.forEach((to, time) -> lines.add(new StageStep(
                    keys, Objects.requireNonNull(from), to, entered, Shares.of(time.count(), entered), time)));
        }));
    }

    /** The numbers of records by what they have come to, and of all. Not thread-safe. */
    private static final class Entered {
        private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        private long records;

        void add(@Nullable Outcome outcome, long more) {
            records += more;
            if (outcome != null) {
                counts.merge(outcome, more, Long::sum);
            }
        }

        long of(Outcome outcome) {
            return counts.getOrDefault(outcome, 0L);
        }
    }

    List<StageOutcome> outcomes() {
        ReportTable<Map<@Nullable String, Entered>> table = new ReportTable<>(scope, this::byStage);
        SpanQuery.Source entries = new SpanQuery.Entries(scope.stagesEver(), scope.window(), ReportScope.UNCOUNTED);
        for (SpanQuery.Row row : scope.spans(scope.records(), entries, scope.stageAndKeys(), List.of())) {
            table.at(row.keys())
                    .computeIfAbsent(row.to(), stage -> new Entered())
                    .add(scope.outcome(row.keys().get(0)), row.records());
        }
        return table.lines((keys, stages, lines) -> stages.forEach((stage, entered) -> {
            long won = entered.of(Outcome.WON);
            long lost = entered.of(Outcome.LOST);
            lines.add(new StageOutcome(
                    keys,
                    Objects.requireNonNull(stage),
                    entered.records,
                    won,
                    lost,
                    entered.of(Outcome.OPEN),
                    Shares.won(won, lost)));
        }));
    }
}
