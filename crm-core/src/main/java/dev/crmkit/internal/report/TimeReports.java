package dev.crmkit.internal.report;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.report.CycleTime;
import dev.crmkit.report.ElapsedTime;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Spread;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.SpanQuery;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reports on how long records take from here to there. Not instantiable. */
final class TimeReports {
    private TimeReports() {}

    /** From the first entry into the stage, or into any, to the close. */
    static List<CycleTime> cycle(Tx tx, ReportQuery query, @Nullable String stage) {
        ReportScope scope = new ReportScope(tx, query, ReportScope.Money.NONE);
        if (stage != null) {
            requireStage(scope.pipeline(), stage, scope.faults());
        }
        scope.check();
        Set<String> from = stage == null
                ? scope.stagesEver()
                : Set.of(PipelineSet.stageId(scope.pipeline().key(), stage));
        SpanQuery.Source journeys = new SpanQuery.Journeys(from, ReportScope.UNCOUNTED, scope.closedAt());
        ReportTable<Map<OptionState, Spread>> table =
                new ReportTable<Map<OptionState, Spread>>(scope, () -> new EnumMap<>(OptionState.class)).withTheOnly();
        for (OptionState state : List.of(OptionState.DONE_SUCCESS, OptionState.DONE_FAILED)) {
            for (SpanQuery.Row row : scope.spans(
                    scope.records(scope.isClosedInDays(state)), journeys, scope.keys(), Spreads.PERCENTILES)) {
                table.at(row.keys()).put(state, Spreads.of(row));
            }
        }
        return table.lines((keys, times, lines) -> lines.add(new CycleTime(
                keys,
                times.getOrDefault(OptionState.DONE_SUCCESS, Spread.none()),
                times.getOrDefault(OptionState.DONE_FAILED, Spread.none()))));
    }

    private static void requireStage(Pipeline pipeline, String stage, List<Violation> faults) {
        if (pipeline.findStage(stage).isEmpty()) {
            List<String> keys = pipeline.stages().stream().map(Stage::key).toList();
            faults.add(new Violation(
                    "stage",
                    ErrorCode.VALUE_UNKNOWN_OPTION,
                    "'" + stage + "' is not a stage of the pipeline '" + pipeline.key() + "'."
                            + DidYouMean.hint(stage, keys) + " Its stages are " + DidYouMean.list(keys)));
        }
    }

    /** From one date of a record to another. */
    static List<ElapsedTime> between(Tx tx, ReportQuery query, String begin, String end) {
        ReportScope scope = new ReportScope(tx, query, ReportScope.Money.NONE);
        QueryCompiler.Operand from = date(scope, begin);
        QueryCompiler.Operand to = date(scope, end);
        if (from != null && to != null && from.isDate() != to.isDate()) {
            scope.faults()
                    .add(new Violation(
                            end,
                            ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                            "is a " + name(to) + " and '" + begin + "' a " + name(from)
                                    + ". Choose two dates or two timestamps"));
        }
        scope.check();
        ReportTable<Spread[]> table = new ReportTable<>(scope, () -> new Spread[] {Spread.none()}).withTheOnly();
        if (from != null && to != null) {
            SpanQuery.Source between = new SpanQuery.Between(from.main(), to.main());
            // Calendar days are stored as midnights in UTC, whatever the workspace's zone.
            var there = scope.inDays(
                    to.main(), to.isDate() ? ZoneOffset.UTC : tx.schema().zone());
            for (SpanQuery.Row row :
                    scope.spans(scope.records(scope.inPipeline(), there), between, scope.keys(), Spreads.PERCENTILES)) {
                table.at(row.keys())[0] = Spreads.of(row);
            }
        }
        return table.lines((keys, time, lines) -> lines.add(new ElapsedTime(keys, time[0])));
    }

    private static String name(QueryCompiler.Operand operand) {
        return operand.isDate() ? "date" : "timestamp";
    }

    private static QueryCompiler.@Nullable Operand date(ReportScope scope, String path) {
        QueryCompiler.Operand operand = scope.find(path);
        if (operand != null && operand.main().kind() != IndexKind.MOMENT) {
            scope.faults()
                    .add(new Violation(
                            path,
                            ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                            "is no date. Choose a date, a timestamp, or a system field that is one, as @created_at"));
            return null;
        }
        return operand;
    }
}
