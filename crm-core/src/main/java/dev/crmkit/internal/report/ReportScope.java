package dev.crmkit.internal.report;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.record.Forecasting;
import dev.crmkit.internal.record.GroupKeys;
import dev.crmkit.internal.record.Rates;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.model.OptionState;
import dev.crmkit.money.RateTable;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.TextFolding;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a report is over: the records, the stages, the days and the groups, checked and as the storage is asked. Not thread-safe. */
final class ReportScope {
    /** Moves that take a merge back are no moves of anybody. */
    static final Set<String> UNCOUNTED = Set.of(StageMove.Way.UNMERGED.name(), StageMove.Way.REVERTED.name());

    private static final LocalDate FIRST_DAY = LocalDate.of(1, 1, 2);
    private static final LocalDate LAST_DAY = LocalDate.of(9999, 12, 30);

    private final Tx tx;
    private final ReportQuery query;
    private final DefinedObject object;
    private final Pipeline pipeline;
    private final QueryCompiler compiler;
    private final Predicate records;
    private final GroupKeys groups;
    private final @Nullable RateTable rates;
    private final List<Violation> faults = new ArrayList<>();
    private @Nullable List<Grouping.Key> keys;

    /** Whether there is money in a report. */
    enum Money {
        /** There is none. */
        NONE,
        /** Where the actor sees an amount. */
        IF_SEEN,
        /** The actor must see an amount. */
        NEEDED
    }

    /** Faults are told by {@link #check}. */
    ReportScope(Tx tx, ReportQuery query, Money money) {
        this.tx = tx;
        this.query = query;
        this.object = tx.access().view().get(query.object());
        this.pipeline = Forecasting.pipeline(object, query.pipeline());
        this.compiler = tx.access().compiler(tx.schema().get(object.id()));
        this.records = tx.access().withinReach(object.id(), compiler.predicate(query.filter(), null, faults));
        this.groups = GroupKeys.of(tx, compiler, query.groupBy(), faults);
        this.rates = Rates.find(tx, query.rateTable(), query.ratesOf(), faults);
        checkMoney(money);
        checkDays();
    }

    private void checkMoney(Money money) {
        boolean seen = findAmount() != null;
        if (money == Money.NEEDED && !seen) {
            faults.add(new Violation(
                    "pipeline",
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "'" + pipeline.key() + "' names no amount. Alter it with amount(...)"));
        } else if (query.rateTable() != null && (money == Money.NONE || !seen)) {
            faults.add(new Violation(
                    "convertedBy",
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "there is no money to convert in it. Leave the rate table out"));
        }
    }

    private void checkDays() {
        LocalDate first = query.first();
        LocalDate last = query.last();
        if (first != null && last != null && first.isAfter(last)) {
            faults.add(new Violation(
                    "during",
                    ErrorCode.QUERY_INVALID_OPERAND,
                    "the first day " + first + " is after the last " + last + ". Give the earlier day first"));
        }
        for (LocalDate day : new @Nullable LocalDate[] {first, last}) {
            if (day != null && (day.isBefore(FIRST_DAY) || day.isAfter(LAST_DAY))) {
                faults.add(new Violation(
                        "during",
                        ErrorCode.QUERY_INVALID_OPERAND,
                        "the day " + day + " is not from " + FIRST_DAY + " to " + LAST_DAY
                                + ". Leave a day out to mean all of time"));
            }
        }
    }

    /**
     * Tells the faults of the query, those of the caller too.
     *
     * @throws InvalidInputException if there are any
     */
    ReportScope check() {
        if (!faults.isEmpty()) {
            throw new InvalidInputException("report on pipeline '" + pipeline.key() + "'", faults);
        }
        return this;
    }

    List<Violation> faults() {
        return faults;
    }

    Tx tx() {
        return tx;
    }

    Pipeline pipeline() {
        return pipeline;
    }

    GroupKeys groups() {
        return groups;
    }

    @Nullable
    RateTable rates() {
        return rates;
    }

    /** The money that the pipeline names, or null if the actor sees none. */
    QueryCompiler.@Nullable Operand findAmount() {
        return Forecasting.operand(compiler, object, pipeline.amount(), "CURRENCY");
    }

    /** What the path looks at, or null with a fault. */
    QueryCompiler.@Nullable Operand find(String path) {
        return compiler.operand(path, faults);
    }

    /** The keys of the query as the storage is asked for them. */
    List<Grouping.Key> keys() {
        List<Grouping.Key> known = keys;
        if (known == null) {
            known = groups.ask(object.id(), records, query.archived());
            keys = known;
        }
        return known;
    }

    /** The stage that records are in now, then the keys of the query. */
    List<Grouping.Key> stageAndKeys() {
        List<Grouping.Key> all = new ArrayList<>();
        all.add(new Grouping.Key(stage(), List.of()));
        all.addAll(keys());
        return all;
    }

    private Field stage() {
        return new Field.Attribute(object.pipelines().fields().stage(), "", IndexKind.CHOICE);
    }

    Field enteredAt() {
        return new Field.Attribute(object.pipelines().fields().enteredAt(), "", IndexKind.MOMENT);
    }

    Field closedAt() {
        return new Field.Attribute(object.pipelines().fields().closedAt(), "", IndexKind.MOMENT);
    }

    /** The records that are asked about. */
    Predicate records() {
        return records;
    }

    /** Those of them of which the others are true too. */
    Predicate records(Predicate... others) {
        List<Predicate> all = new ArrayList<>(List.of(others));
        all.add(records);
        return new Predicate.All(all);
    }

    /** In a stage of the pipeline now. */
    Predicate inPipeline() {
        return in(pipeline.stages());
    }

    /** In a stage of the pipeline that is not done. */
    Predicate isOpen() {
        return in(pipeline.stages().stream().filter(stage -> !stage.isClosed()).toList());
    }

    /** In a stage of the pipeline of that state, and closed in the days asked for. */
    Predicate isClosedInDays(OptionState state) {
        Predicate there = in(pipeline.stages().stream()
                .filter(stage -> stage.state() == state)
                .toList());
        return new Predicate.All(List.of(there, inDays(closedAt(), tx.schema().zone())));
    }

    private Predicate in(List<Stage> stages) {
        List<IndexValue> options = new ArrayList<>();
        stages.forEach(stage -> options.add(new IndexValue.Choice(PipelineSet.stageId(pipeline.key(), stage.key()))));
        return new Predicate.In(stage(), options);
    }

    /** The field is in the days asked for; where none are, it has a value. */
    Predicate inDays(Field field, ZoneId zone) {
        SpanQuery.Window window = window(zone);
        return new Predicate.Range(field, moment(window.from()), true, moment(window.before()), false);
    }

    private static IndexValue.@Nullable Moment moment(@Nullable Instant instant) {
        return instant == null ? null : new IndexValue.Moment(instant);
    }

    /** The days asked for in the workspace's zone. */
    SpanQuery.Window window() {
        return window(tx.schema().zone());
    }

    private SpanQuery.Window window(ZoneId zone) {
        LocalDate first = query.first();
        LocalDate last = query.last();
        return new SpanQuery.Window(
                first == null ? null : first.atStartOfDay(zone).toInstant(),
                last == null ? null : last.plusDays(1).atStartOfDay(zone).toInstant());
    }

    /** Every stage that the pipeline has or had, as records and moves hold it. */
    Set<String> stagesEver() {
        Set<String> stages = new LinkedHashSet<>();
        pipeline.stages().forEach(stage -> stages.add(PipelineSet.stageId(pipeline.key(), stage.key())));
        stages.addAll(object.pipelines().successors().keySet().stream()
                .filter(stage -> stage.startsWith(pipeline.key() + "/"))
                .collect(Collectors.toCollection(LinkedHashSet::new)));
        return stages;
    }

    /** The order of the stages of all pipelines, those of this one first and deleted ones last; then nothing. */
    Comparator<@Nullable String> stageOrder() {
        List<String> order = new ArrayList<>();
        pipeline.stages().forEach(stage -> order.add(PipelineSet.stageId(pipeline.key(), stage.key())));
        object.pipelines().stages().keySet().stream()
                .filter(stage -> !order.contains(stage))
                .forEach(order::add);
        return Comparator.nullsLast(Comparator.<String>comparingInt(
                        stage -> order.contains(stage) ? order.indexOf(stage) : Integer.MAX_VALUE)
                .thenComparing(TextFolding::compareCodePoints));
    }

    /** How a record that is in that stage now ended, or that it is open; null for one that is elsewhere. */
    @Nullable
    Outcome outcome(@Nullable IndexValue stage) {
        if (!(stage instanceof IndexValue.Choice choice)) {
            return null;
        }
        return object.pipelines()
                .findStage(choice.option())
                .filter(placed -> placed.pipeline().key().equals(pipeline.key()))
                .map(placed -> Outcome.of(placed.stage()))
                .orElse(null);
    }

    /** Groups of records. */
    List<Grouping.Row> group(Predicate which, List<Grouping.Key> by, List<Grouping.Computation> measures) {
        return tx.records().group(new Grouping(object.id(), which, query.archived(), by, measures));
    }

    /** Groups of what took time. */
    List<SpanQuery.Row> spans(
            Predicate which, SpanQuery.Source source, List<Grouping.Key> by, List<Integer> percentiles) {
        return tx.storage().moves().spans(new SpanQuery(object.id(), which, query.archived(), source, by, percentiles));
    }
}
