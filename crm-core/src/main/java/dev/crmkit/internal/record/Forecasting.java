package dev.crmkit.internal.record;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.type.CurrencyCodes;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.money.RateTable;
import dev.crmkit.pipeline.Forecast;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the open records of a pipeline are worth. The storage adds up the amounts of each stage, or of each own probability; what is left to do is one
 * multiplication per sum. Not thread-safe.
 */
public final class Forecasting {
    private static final int MOST_PARTS = 2;
    private static final Comparator<@Nullable String> TEXTS = Comparator.nullsLast(Comparator.naturalOrder());

    private final Tx tx;

    /** Forecasts in that transaction. */
    public Forecasting(Tx tx) {
        this.tx = tx;
    }

    /** Answers the query in a number of statements that depends on what it asks alone. */
    public Forecast run(ForecastQuery query) {
        DefinedObject object = tx.access().view().get(query.object());
        Pipeline pipeline = pipeline(object, query.pipeline());
        List<Violation> faults = new ArrayList<>();
        QueryCompiler compiler = tx.access().compiler(tx.schema().get(object.id()));
        Question question = new Question(query, object, pipeline);
        question.amount = operand(compiler, object, pipeline.amount(), "CURRENCY");
        question.date = operand(compiler, object, pipeline.closeDate(), "DATE", "TIMESTAMP");
        question.probability = operand(compiler, object, pipeline.probability(), "NUMBER");
        if (question.amount == null) {
            faults.add(new Violation(
                    "pipeline",
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "'" + pipeline.key() + "' names no amount to forecast. Alter it with amount(...)"));
        }
        if (question.date == null && unit(query) != null) {
            faults.add(new Violation(
                    "by",
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "'" + pipeline.key() + "' names no day of the expected close. Alter it with closeDate(...)"));
        }
        if (query.by().contains(ForecastQuery.By.MONTH) && query.by().contains(ForecastQuery.By.QUARTER)) {
            faults.add(new Violation(
                    "by", ErrorCode.QUERY_LIMIT, "a line has a month or a quarter, not both. Leave one of them out"));
        }
        if (query.by().size() > MOST_PARTS) {
            faults.add(new Violation(
                    "by",
                    ErrorCode.QUERY_LIMIT,
                    query.by().size() + " parts are more than the " + MOST_PARTS + " allowed. Leave some out"));
        }
        Predicate asked = compiler.predicate(query.filter(), null, faults);
        question.rates = Rates.find(tx, query.rateTable(), query.ratesOf(), faults);
        if (!faults.isEmpty()) {
            throw new InvalidInputException("forecast pipeline '" + pipeline.key() + "'", faults);
        }
        question.open =
                tx.access().withinReach(object.id(), new Predicate.All(List.of(question.inOpenStages(), asked)));
        return question.answer();
    }

    private static @Nullable DateUnit unit(ForecastQuery query) {
        return query.by().contains(ForecastQuery.By.MONTH)
                ? DateUnit.MONTH
                : query.by().contains(ForecastQuery.By.QUARTER) ? DateUnit.QUARTER : null;
    }

    /**
     * The pipeline of that key.
     *
     * @throws NotFoundException if the object has none; the message names the choices
     */
    public static Pipeline pipeline(DefinedObject object, String key) {
        List<String> keys =
                object.pipelines().pipelines().stream().map(Pipeline::key).toList();
        return object.pipelines()
                .find(key)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.PIPELINE_NOT_FOUND,
                        "There is no pipeline '" + key + "' of '" + object.slug() + "'." + DidYouMean.hint(key, keys)
                                + " Its pipelines are " + DidYouMean.list(keys),
                        Map.of("object", object.slug(), "pipeline", key)));
    }

    /** The attribute that a pipeline names, or null if the actor does not see it, or it is gone or has another type by now. */
    public static QueryCompiler.@Nullable Operand operand(
            QueryCompiler compiler, DefinedObject object, @Nullable String id, String... types) {
        Optional<CrmAttribute> attribute = Optional.ofNullable(id)
                .flatMap(named -> object.object().findAttribute(UUID.fromString(named)))
                .filter(found -> List.of(types).contains(found.spec().type()));
        return attribute.isEmpty() ? null : compiler.operand(attribute.get().slug(), new ArrayList<>());
    }

    private record LineKey(
            @Nullable LocalDate period,
            @Nullable String stage,
            @Nullable String owner,
            String currency) {}

    private record Sums(long records, BigDecimal amount, BigDecimal weighted) {
        Sums plus(Sums other) {
            return new Sums(records + other.records, amount.add(other.amount), weighted.add(other.weighted));
        }
    }

    /** One forecast in the making. Not thread-safe. */
    private final class Question {
        private final ForecastQuery query;
        private final DefinedObject object;
        private final Pipeline pipeline;
        private final Field stageField;
        private final Map<LineKey, Sums> lines = new LinkedHashMap<>();
        private QueryCompiler.@Nullable Operand amount;
        private QueryCompiler.@Nullable Operand date;
        private QueryCompiler.@Nullable Operand probability;
        private @Nullable RateTable rates;
        private Predicate open = Predicate.never();

        Question(ForecastQuery query, DefinedObject object, Pipeline pipeline) {
            this.query = query;
            this.object = object;
            this.pipeline = pipeline;
            this.stageField = new Field.Attribute(object.pipelines().fields().stage(), "", IndexKind.CHOICE);
        }

        Predicate inOpenStages() {
            List<IndexValue> stages = new ArrayList<>();
            for (Stage stage : pipeline.stages()) {
                if (!stage.isClosed()) {
                    stages.add(new IndexValue.Choice(PipelineSet.stageId(pipeline.key(), stage.key())));
                }
            }
            return new Predicate.In(stageField, stages);
        }

        Forecast answer() {
            DateUnit unit = unit(query);
            List<Instant> periods = unit == null ? List.of() : periods(unit);
            QueryCompiler.Operand own = probability;
            if (own == null) {
                add(open, stageField, periods);
            } else {
                Predicate none = new Predicate.IsEmpty(own.main());
                add(new Predicate.All(List.of(open, none)), stageField, periods);
                add(new Predicate.All(List.of(open, none.negate())), own.main(), periods);
            }
            List<Forecast.Line> answer = new ArrayList<>();
            lines.entrySet().stream()
                    .sorted(Map.Entry.comparingByKey(order()))
                    .forEach(entry -> answer.add(line(entry.getKey(), entry.getValue())));
            return new Forecast(answer);
        }

        private boolean asks(ForecastQuery.By part) {
            return query.by().contains(part);
        }

        private ZoneId zone() {
            return Objects.requireNonNull(date).isDate()
                    ? ZoneOffset.UTC
                    : tx.schema().zone();
        }

        private List<Instant> periods(DateUnit unit) {
            Field field = Objects.requireNonNull(date).main();
            List<Grouping.Row> rows = group(
                    open,
                    List.of(),
                    List.of(
                            new Grouping.Computation(Measure.Function.MIN, field),
                            new Grouping.Computation(Measure.Function.MAX, field)));
            if (rows.isEmpty() || rows.get(0).values().get(0) == null) {
                return List.of(Instant.EPOCH);
            }
            Instant least =
                    (Instant) Objects.requireNonNull(rows.get(0).values().get(0));
            Instant greatest =
                    (Instant) Objects.requireNonNull(rows.get(0).values().get(1));
            return DateBuckets.begins(unit, zone(), least, greatest);
        }

        private List<Grouping.Row> group(
                Predicate predicate, List<Grouping.Key> keys, List<Grouping.Computation> computations) {
            return tx.records().group(new Grouping(object.id(), predicate, ArchivedFilter.LIVE, keys, computations));
        }

        /** Adds the records of the predicate, whose weight follows from the field. */
        private void add(Predicate predicate, Field weightField, List<Instant> periods) {
            QueryCompiler.Operand money = Objects.requireNonNull(amount);
            List<Grouping.Key> keys = new ArrayList<>();
            int weight = key(keys, weightField, List.of());
            int currency = key(keys, Objects.requireNonNull(money.currency()), List.of());
            int period = periods.isEmpty()
                    ? -1
                    : key(keys, Objects.requireNonNull(date).main(), periods);
            int owner = asks(ForecastQuery.By.OWNER) ? key(keys, Field.SystemField.OWNER, List.of()) : -1;
            int stage = !asks(ForecastQuery.By.STAGE)
                    ? -1
                    : weightField.equals(stageField) ? weight : key(keys, stageField, List.of());
            List<Grouping.Computation> computations = List.of(
                    new Grouping.Computation(Measure.Function.COUNT, money.main()),
                    new Grouping.Computation(Measure.Function.SUM, money.main()));
            for (Grouping.Row row : group(predicate, keys, computations)) {
                if (row.keys().get(currency) instanceof IndexValue.Code code
                        && row.values().get(1) instanceof BigDecimal sum) {
                    add(
                            new LineKey(
                                    period(at(row, period)),
                                    stage(at(row, stage)),
                                    at(row, owner) instanceof IndexValue.Token token ? token.token() : null,
                                    CurrencyCodes.unpack(code.number())),
                            (Long) Objects.requireNonNull(row.values().get(0)),
                            sum,
                            weight(Objects.requireNonNull(at(row, weight))));
                }
            }
        }

        private static int key(List<Grouping.Key> keys, Field field, List<Instant> boundaries) {
            keys.add(new Grouping.Key(field, boundaries));
            return keys.size() - 1;
        }

        private static @Nullable IndexValue at(Grouping.Row row, int place) {
            return place < 0 ? null : row.keys().get(place);
        }

        private @Nullable LocalDate period(@Nullable IndexValue value) {
            return value instanceof IndexValue.Moment moment
                    ? moment.instant().atZone(zone()).toLocalDate()
                    : null;
        }

        private static @Nullable String stage(@Nullable IndexValue value) {
            return value instanceof IndexValue.Choice choice
                    ? choice.option().substring(choice.option().indexOf('/') + 1)
                    : null;
        }

        /** The probability of a stage, or a record's own: of percent a hundredth. */
        private BigDecimal weight(IndexValue value) {
            if (value instanceof IndexValue.Decimal own) {
                return isFraction() ? own.number() : own.number().movePointLeft(2);
            }
            String stage = Objects.requireNonNull(stage(value));
            return pipeline.findStage(stage).orElseThrow().probability();
        }

        private boolean isFraction() {
            CrmAttribute attribute = object.object()
                    .findAttribute(UUID.fromString(Objects.requireNonNull(pipeline.probability())))
                    .orElseThrow();
            return attribute.spec().config().get("max") instanceof Number max
                    && new BigDecimal(max.toString()).compareTo(BigDecimal.ONE) <= 0;
        }

        private void add(LineKey key, long records, BigDecimal sum, BigDecimal weight) {
            RateTable table = rates;
            BigDecimal worth = table == null ? sum : sum.multiply(Rates.rate(table, key.currency()));
            LineKey line = table == null ? key : new LineKey(key.period(), key.stage(), key.owner(), table.base());
            lines.merge(line, new Sums(records, worth, worth.multiply(weight)), Sums::plus);
        }

        private Comparator<LineKey> order() {
            List<String> stages = pipeline.stages().stream().map(Stage::key).toList();
            return Comparator.comparing(LineKey::period, Comparator.nullsLast(Comparator.naturalOrder()))
                    .thenComparingInt(key -> stages.indexOf(key.stage()))
                    .thenComparing(LineKey::owner, TEXTS)
                    .thenComparing(LineKey::currency);
        }

        private Forecast.Line line(LineKey key, Sums sums) {
            return new Forecast.Line(
                    key.period(),
                    key.stage(),
                    key.owner(),
                    key.currency(),
                    sums.records(),
                    Aggregation.plain(sums.amount()),
                    Aggregation.plain(sums.weighted()));
        }
    }
}
