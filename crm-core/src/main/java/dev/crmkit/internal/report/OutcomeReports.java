package dev.crmkit.internal.report;

import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.query.QueryCompiler;
import dev.crmkit.internal.record.Aggregation;
import dev.crmkit.internal.record.Rates;
import dev.crmkit.internal.type.CurrencyCodes;
import dev.crmkit.model.OptionState;
import dev.crmkit.money.RateTable;
import dev.crmkit.query.Measure;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Velocity;
import dev.crmkit.report.WinRate;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.SpanQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reports on how the work on records ended. Not instantiable. */
final class OutcomeReports {
    private static final BigDecimal MICROS_PER_DAY =
            BigDecimal.valueOf(Duration.ofDays(1).toMillis()).movePointRight(3);

    private OutcomeReports() {}

    /** What a group of records has come to. Not thread-safe. */
    private static final class Cell {
        private final Map<Outcome, Long> counts = new EnumMap<>(Outcome.class);
        private final Map<Outcome, Map<String, BigDecimal>> amounts = new EnumMap<>(Outcome.class);
        private SpanQuery.@Nullable Row cycle;

        long count(Outcome outcome) {
            return counts.getOrDefault(outcome, 0L);
        }

        Map<String, BigDecimal> amount(Outcome outcome) {
            return amounts.getOrDefault(outcome, Map.of());
        }

        @Nullable
        BigDecimal rate() {
            return Shares.won(count(Outcome.WON), count(Outcome.LOST));
        }
    }

    static List<WinRate> winRate(Tx tx, ReportQuery query) {
        ReportScope scope = new ReportScope(tx, query, ReportScope.Money.IF_SEEN).check();
        return outcomes(scope)
                .lines((keys, cell, lines) -> lines.add(new WinRate(
                        keys,
                        cell.count(Outcome.WON),
                        cell.count(Outcome.LOST),
                        cell.count(Outcome.OPEN),
                        cell.rate(),
                        cell.amount(Outcome.WON),
                        cell.amount(Outcome.LOST),
                        cell.amount(Outcome.OPEN))));
    }

    /** The records that are open, or were closed in the days asked for, by what they have come to; one statement. */
    private static ReportTable<Cell> outcomes(ReportScope scope) {
        ReportTable<Cell> table = new ReportTable<>(scope, Cell::new).withTheOnly();
        QueryCompiler.Operand amount = scope.findAmount();
        Predicate counted = new Predicate.Any(List.of(
                scope.isOpen(),
                scope.isClosedInDays(OptionState.DONE_SUCCESS),
                scope.isClosedInDays(OptionState.DONE_FAILED)));
        List<Grouping.Key> keys = new ArrayList<>(scope.stageAndKeys());
        List<Grouping.Computation> measures = new ArrayList<>();
        measures.add(new Grouping.Computation(Measure.Function.COUNT, null));
        if (amount != null) {
            keys.add(1, new Grouping.Key(Objects.requireNonNull(amount.currency()), List.of()));
            measures.add(new Grouping.Computation(Measure.Function.SUM, amount.main()));
        }
        for (Grouping.Row row : scope.group(scope.records(counted), keys, measures)) {
            Outcome outcome = Objects.requireNonNull(scope.outcome(row.keys().get(0)));
            Cell cell = table.at(row.keys());
            cell.counts.merge(
                    outcome, (Long) Objects.requireNonNull(row.values().get(0)), Long::sum);
            if (amount != null
                    && row.keys().get(1) instanceof IndexValue.Code code
                    && row.values().get(1) instanceof BigDecimal sum) {
                add(
                        cell.amounts.computeIfAbsent(outcome, any -> new TreeMap<>()),
                        CurrencyCodes.unpack(code.number()),
                        sum,
                        scope.rates());
            }
        }
        return table;
    }

    private static void add(
            Map<String, BigDecimal> amounts, String currency, BigDecimal sum, @Nullable RateTable rates) {
        String shown = rates == null ? currency : rates.base();
        BigDecimal worth = rates == null ? sum : sum.multiply(Rates.rate(rates, currency));
        amounts.merge(shown, worth, BigDecimal::add);
        amounts.computeIfPresent(shown, (any, total) -> Aggregation.plain(total));
    }

    static List<Velocity> velocity(Tx tx, ReportQuery query) {
        ReportScope scope = new ReportScope(tx, query, ReportScope.Money.NEEDED).check();
        ReportTable<Cell> table = outcomes(scope);
        SpanQuery.Source journeys = new SpanQuery.Journeys(scope.stagesEver(), ReportScope.UNCOUNTED, scope.closedAt());
        for (SpanQuery.Row row : scope.spans(
                scope.records(scope.isClosedInDays(OptionState.DONE_SUCCESS)), journeys, scope.keys(), List.of())) {
            if (row.count() > 0) {
                table.at(row.keys()).cycle = row;
            }
        }
        return table.lines((keys, cell, lines) -> lines.add(velocity(keys, cell)));
    }

    private static Velocity velocity(List<@Nullable Object> keys, Cell cell) {
        long won = cell.count(Outcome.WON);
        long lost = cell.count(Outcome.LOST);
        long open = cell.count(Outcome.OPEN);
        SpanQuery.Row cycle = cell.cycle;
        Map<String, BigDecimal> average = new TreeMap<>();
        Map<String, BigDecimal> perDay = new TreeMap<>();
        cell.amount(Outcome.WON).forEach((currency, amount) -> {
            average.put(currency, Shares.of(amount, BigDecimal.valueOf(won)));
            if (cycle != null && Spreads.micros(cycle).signum() > 0) {
                // Open × won ÷ (won + lost) × amount ÷ won ÷ (time ÷ times), in one division.
                BigDecimal dividend = amount.multiply(BigDecimal.valueOf(open))
                        .multiply(BigDecimal.valueOf(cycle.count()))
                        .multiply(MICROS_PER_DAY);
                BigDecimal divisor = new BigDecimal(Spreads.micros(cycle)).multiply(BigDecimal.valueOf(won + lost));
                perDay.put(currency, Shares.of(dividend, divisor));
            }
        });
        return new Velocity(
                keys, open, won, lost, cell.rate(), average, cycle == null ? null : Spreads.average(cycle), perDay);
    }
}
