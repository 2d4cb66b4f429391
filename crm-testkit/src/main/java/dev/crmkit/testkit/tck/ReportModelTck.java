package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.StagePosition;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.ListQuery;
import dev.crmkit.report.CycleTime;
import dev.crmkit.report.ElapsedTime;
import dev.crmkit.report.ReportQuery;
import dev.crmkit.report.Spread;
import dev.crmkit.report.StageOutcome;
import dev.crmkit.report.StageStep;
import dev.crmkit.report.StageTime;
import dev.crmkit.report.Velocity;
import dev.crmkit.report.WinRate;
import dev.crmkit.testkit.SpecRule;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Moves random records about, merges some, takes merges back and deletes a stage; then works out every report in plain Java from the histories and positions of
 * all records, and compares. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ReportModelTck extends EngineTck {
    private static final List<Stage> STAGES = List.of(
            Stage.open("new").state(OptionState.NOT_STARTED),
            Stage.open("demo"),
            Stage.open("proposal"),
            Stage.won("won"),
            Stage.won("renewed"),
            Stage.lost("lost"));
    private static final MathContext EXACT = new MathContext(60);

    /** For subclasses. */
    protected ReportModelTck() {}

    /** Where the random moves begin. Another seed makes another run; one seed always makes the same. */
    protected long seed() {
        return 20_261_122L;
    }

    /** How many steps are made. */
    protected int steps() {
        return 220;
    }

    /** A stay of a record in a stage. Immutable. */
    private record Stay(Deal deal, String stage, @Nullable String next, Instant begun, Duration length) {}

    /** A record with all that happened to it. Immutable. */
    private record Deal(CrmRecord record, List<StageMove> moves) {
        private List<@Nullable Object> keys(@Nullable String key) {
            if (key == null) {
                return List.of();
            }
            return Arrays.asList(
                    key.equals("@owner")
                            ? record.state().owner()
                            : record.references(key).isEmpty()
                                    ? null
                                    : record.references(key).get(0));
        }

        private @Nullable Stage stage() {
            StagePosition position = record.position().orElse(null);
            return position == null || !position.pipeline().equals("sales")
                    ? null
                    : STAGES.stream()
                            .filter(stage -> stage.key().equals(position.stage()))
                            .findFirst()
                            .orElseThrow();
        }

        private boolean is(OptionState... states) {
            Stage stage = stage();
            return stage != null && Arrays.asList(states).contains(stage.state());
        }

        private boolean isOpen() {
            return is(OptionState.NOT_STARTED, OptionState.IN_PROGRESS);
        }

        private Instant closedAt() {
            return Objects.requireNonNull(record.position().orElseThrow().closedAt());
        }

        private Instant firstEntry() {
            return moves.stream()
                    .filter(move -> isOfSales(move.to()))
                    .map(StageMove::at)
                    .min(Instant::compareTo)
                    .orElseThrow();
        }
    }

    private static boolean isOfSales(@Nullable String stage) {
        return stage != null && stage.startsWith("sales/");
    }

    /** Makes the records, and makes things happen to them. */
    private void happen(Crm crm, Random random) {
        List<UUID> companies = Stream.of("Acme", "beta", "Cobalt")
                .map(name -> Sales.company(crm, name).id())
                .toList();
        List<UUID> deals = new ArrayList<>();
        List<UUID> merges = new ArrayList<>();
        for (int i = 0; i < steps(); i++) {
            clock().advance(Duration.of(random.nextLong(90_000_000_000L), ChronoUnit.MICROS));
            Supplier<UUID> any = () -> deals.get(random.nextInt(deals.size()));
            int what = random.nextInt(20);
            if (deals.size() < 8 || what < 4) {
                deals.add(crm.records(Sales.DEAL)
                        .create(values(random, companies))
                        .id());
            } else if (what == 4) {
                attempt(() -> crm.records(Sales.DEAL).archive(any.get()));
            } else if (what == 5) {
                attempt(() -> {
                    UUID gone = any.get();
                    merges.add(crm.merges()
                            .merge(any.get(), List.of(gone), Map.of("@stage", MergeChoice.of(gone)))
                            .mergeId());
                });
            } else if (what == 6 && !merges.isEmpty()) {
                attempt(() -> crm.merges().unmerge(merges.get(random.nextInt(merges.size()))));
            } else if (what == 7) {
                attempt(() -> crm.pipelines().move(any.get(), "side/here"));
            } else {
                attempt(() -> crm.pipelines()
                        .forceMove(
                                any.get(),
                                "sales/"
                                        + STAGES.get(random.nextInt(STAGES.size()))
                                                .key()));
            }
        }
        crm.pipelines().deleteStage(Sales.DEAL, "sales", "demo", "proposal");
        clock().advance(Duration.ofHours(30));
    }

    private static void attempt(Runnable step) {
        try {
            step.run();
        } catch (CrmException refused) {
            // Archived by now, merged into itself, undone already: what is refused changes nothing.
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    private static Map<String, Object> values(Random random, List<UUID> companies) {
        Map<String, Object> values = new HashMap<>(Map.of("name", "Deal"));
        if (random.nextInt(4) > 0) {
            values.put("company", companies.get(random.nextInt(companies.size())));
        }
        if (random.nextInt(4) > 0) {
            values.put("@owner", random.nextBoolean() ? "ada" : "ben");
        }
        if (random.nextInt(5) > 0) {
            values.put(
                    "amount",
                    Map.of("amount", 1 + random.nextInt(100_000), "currency", random.nextBoolean() ? "EUR" : "USD"));
        }
        return values;
    }

    /** What all deals say of themselves, read one by one. */
    private static List<Deal> deals(Crm crm) {
        List<Deal> deals = new ArrayList<>();
        for (CrmRecord record : crm.records(Sales.DEAL).list(ListQuery.all().limit(1_000))) {
            List<StageMove> moves = crm.pipelines().history(record.id(), 1_000, null).items().stream()
                    .filter(move -> move.way() != StageMove.Way.UNMERGED)
                    .toList();
            deals.add(new Deal(record, moves));
        }
        return deals;
    }

    /** The whole of it in plain Java. Not thread-safe. */
    private static final class Plain {
        private final List<Deal> deals;
        private final Instant now;
        private final @Nullable String key;
        private final Predicate<Instant> inDays;

        Plain(List<Deal> deals, Instant now, @Nullable String key, Predicate<Instant> inDays) {
            this.deals = deals;
            this.now = now;
            this.key = key;
            this.inDays = inDays;
        }

        private Stream<Stay> ended() {
            return deals.stream()
                    .flatMap(deal -> deal.moves().stream()
                            .filter(move -> isOfSales(move.from()))
                            .map(move -> {
                                Duration stayed = Objects.requireNonNull(move.stayed());
                                return new Stay(
                                        deal,
                                        Objects.requireNonNull(move.from()),
                                        move.to(),
                                        move.at().minus(stayed),
                                        stayed);
                            }));
        }

        private Stream<Stay> goingOn() {
            return deals.stream().filter(deal -> deal.stage() != null).map(deal -> {
                StagePosition position = deal.record().position().orElseThrow();
                return new Stay(
                        deal,
                        position.fullStage(),
                        null,
                        position.enteredAt(),
                        Duration.between(position.enteredAt(), now));
            });
        }

        private List<StageTime> times() {
            Map<List<@Nullable Object>, List<Duration>> left = new HashMap<>();
            ended().filter(stay -> inDays.test(stay.begun().plus(stay.length())))
                    .forEach(stay -> put(left, line(stay.deal(), stay.stage()), stay.length()));
            Map<List<@Nullable Object>, List<Duration>> inside = new HashMap<>();
            goingOn().forEach(stay -> put(inside, line(stay.deal(), stay.stage()), stay.length()));
            return Stream.concat(left.keySet().stream(), inside.keySet().stream())
                    .distinct()
                    .map(line -> new StageTime(
                            keys(line),
                            (String) Objects.requireNonNull(line.get(line.size() - 1)),
                            spread(left.getOrDefault(line, List.of())),
                            spread(inside.getOrDefault(line, List.of()))))
                    .toList();
        }

        private List<@Nullable Object> line(Deal deal, String stage) {
            List<@Nullable Object> line = new ArrayList<>(deal.keys(key));
            line.add(stage);
            return line;
        }

        private static List<@Nullable Object> keys(List<@Nullable Object> line) {
            return line.subList(0, line.size() - 1);
        }

        private static void put(
                Map<List<@Nullable Object>, List<Duration>> lines, List<@Nullable Object> line, Duration length) {
            lines.computeIfAbsent(line, any -> new ArrayList<>()).add(length);
        }

        private List<StageStep> steps() {
            Map<List<@Nullable Object>, List<Stay>> byStage = new HashMap<>();
            Stream.concat(ended(), goingOn())
                    .filter(stay -> inDays.test(stay.begun()))
                    .forEach(stay -> byStage.computeIfAbsent(line(stay.deal(), stay.stage()), any -> new ArrayList<>())
                            .add(stay));
            List<StageStep> steps = new ArrayList<>();
            byStage.forEach((line, stays) -> {
                Map<@Nullable String, List<Duration>> targets = new HashMap<>();
                stays.forEach(stay -> targets.computeIfAbsent(stay.next(), any -> new ArrayList<>())
                        .add(stay.length()));
                targets.forEach((next, lengths) -> steps.add(new StageStep(
                        keys(line),
                        (String) Objects.requireNonNull(line.get(line.size() - 1)),
                        next,
                        stays.size(),
                        share(lengths.size(), stays.size()),
                        spread(lengths))));
            });
            return steps;
        }

        private List<StageOutcome> outcomes() {
            Map<List<@Nullable Object>, List<Deal>> entered = new HashMap<>();
            for (Deal deal : deals) {
                deal.moves().stream()
                        .filter(move -> isOfSales(move.to()) && inDays.test(move.at()))
                        .map(move -> Objects.requireNonNull(move.to()))
                        .distinct()
                        .forEach(stage -> entered.computeIfAbsent(line(deal, stage), any -> new ArrayList<>())
                                .add(deal));
            }
            List<StageOutcome> outcomes = new ArrayList<>();
            entered.forEach((line, those) -> {
                long won = count(those, OptionState.DONE_SUCCESS);
                long lost = count(those, OptionState.DONE_FAILED);
                outcomes.add(new StageOutcome(
                        keys(line),
                        (String) Objects.requireNonNull(line.get(line.size() - 1)),
                        those.size(),
                        won,
                        lost,
                        those.stream().filter(Deal::isOpen).count(),
                        won + lost == 0 ? null : share(won, won + lost)));
            });
            return outcomes;
        }

        private static long count(List<Deal> deals, OptionState state) {
            return deals.stream().filter(deal -> deal.is(state)).count();
        }

        private Stream<Deal> closed(OptionState state) {
            return deals.stream().filter(deal -> deal.is(state) && inDays.test(deal.closedAt()));
        }

        private Stream<Deal> open() {
            return deals.stream().filter(Deal::isOpen);
        }

        /** The groups that have records which are open or were closed in the days. */
        private Stream<List<@Nullable Object>> groups() {
            return key == null
                    ? Stream.of(List.of())
                    : Stream.of(open(), closed(OptionState.DONE_SUCCESS), closed(OptionState.DONE_FAILED))
                            .flatMap(some -> some)
                            .map(deal -> deal.keys(key))
                            .distinct();
        }

        private List<Deal> of(Stream<Deal> some, List<@Nullable Object> group) {
            return some.filter(deal -> deal.keys(key).equals(group)).toList();
        }

        private List<WinRate> winRates() {
            return groups().map(group -> {
                        List<Deal> won = of(closed(OptionState.DONE_SUCCESS), group);
                        List<Deal> lost = of(closed(OptionState.DONE_FAILED), group);
                        List<Deal> open = of(open(), group);
                        return new WinRate(
                                group,
                                won.size(),
                                lost.size(),
                                open.size(),
                                rate(won, lost),
                                amounts(won),
                                amounts(lost),
                                amounts(open));
                    })
                    .toList();
        }

        private static @Nullable BigDecimal rate(List<Deal> won, List<Deal> lost) {
            return won.isEmpty() && lost.isEmpty() ? null : share(won.size(), won.size() + lost.size());
        }

        private static Map<String, BigDecimal> amounts(List<Deal> deals) {
            Map<String, BigDecimal> amounts = new TreeMap<>();
            for (Deal deal : deals) {
                if (deal.record().value("amount") instanceof Map<?, ?> money) {
                    amounts.merge(
                            String.valueOf(money.get("currency")),
                            new BigDecimal(String.valueOf(money.get("amount"))),
                            BigDecimal::add);
                }
            }
            amounts.replaceAll((currency, amount) -> plain(amount));
            return amounts;
        }

        private List<Velocity> velocities() {
            return groups().map(group -> {
                        List<Deal> won = of(closed(OptionState.DONE_SUCCESS), group);
                        List<Deal> lost = of(closed(OptionState.DONE_FAILED), group);
                        List<Deal> open = of(open(), group);
                        Map<String, BigDecimal> average = new TreeMap<>();
                        Map<String, BigDecimal> perDay = new TreeMap<>();
                        List<Duration> cycles = cycles(won);
                        amounts(won).forEach((currency, amount) -> {
                            BigDecimal mean = amount.divide(number(won.size()), EXACT);
                            average.put(currency, rounded(mean));
                            BigDecimal cycle = cycles.stream()
                                    .map(ReportModelTck::micros)
                                    .reduce(BigDecimal.ZERO, BigDecimal::add)
                                    .divide(number(cycles.size()), EXACT)
                                    .divide(new BigDecimal("86400000000"), EXACT);
                            if (cycle.signum() > 0) {
                                perDay.put(
                                        currency,
                                        rounded(number(open.size())
                                                .multiply(number(won.size())
                                                        .divide(number(won.size() + lost.size()), EXACT))
                                                .multiply(mean)
                                                .divide(cycle, EXACT)));
                            }
                        });
                        return new Velocity(
                                group,
                                open.size(),
                                won.size(),
                                lost.size(),
                                rate(won, lost),
                                average,
                                spread(cycles).average(),
                                perDay);
                    })
                    .toList();
        }

        private static List<Duration> cycles(List<Deal> closed) {
            return closed.stream()
                    .map(deal -> Duration.between(deal.firstEntry(), deal.closedAt()))
                    .map(length -> length.isNegative() ? Duration.ZERO : length)
                    .toList();
        }

        private List<CycleTime> cycles() {
            Stream<List<@Nullable Object>> groups = key == null
                    ? Stream.of(List.of())
                    : Stream.concat(closed(OptionState.DONE_SUCCESS), closed(OptionState.DONE_FAILED))
                            .map(deal -> deal.keys(key))
                            .distinct();
            return groups.map(group -> new CycleTime(
                            group,
                            spread(cycles(of(closed(OptionState.DONE_SUCCESS), group))),
                            spread(cycles(of(closed(OptionState.DONE_FAILED), group)))))
                    .toList();
        }

        private List<ElapsedTime> betweens() {
            Map<List<@Nullable Object>, List<Duration>> lengths = new HashMap<>();
            if (key == null) {
                lengths.put(List.of(), new ArrayList<>());
            }
            Stream.concat(closed(OptionState.DONE_SUCCESS), closed(OptionState.DONE_FAILED))
                    .forEach(deal -> put(
                            lengths,
                            deal.keys(key),
                            Duration.between(deal.record().state().createdAt(), deal.closedAt())));
            List<ElapsedTime> betweens = new ArrayList<>();
            lengths.forEach((group, those) -> betweens.add(new ElapsedTime(group, spread(those))));
            return betweens;
        }
    }

    private static BigDecimal micros(Duration length) {
        return number(length.getSeconds()).movePointRight(6).add(number(length.getNano() / 1_000));
    }

    private static BigDecimal number(long number) {
        return BigDecimal.valueOf(number);
    }

    private static BigDecimal plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 ? stripped.setScale(0) : stripped;
    }

    private static BigDecimal rounded(BigDecimal number) {
        return plain(number.setScale(10, RoundingMode.HALF_UP));
    }

    private static BigDecimal share(long part, long whole) {
        return rounded(number(part).divide(number(whole), EXACT));
    }

    private static Spread spread(List<Duration> lengths) {
        if (lengths.isEmpty()) {
            return Spread.none();
        }
        List<BigDecimal> sorted =
                lengths.stream().map(ReportModelTck::micros).sorted().toList();
        BigDecimal total = sorted.stream().reduce(BigDecimal.ZERO, BigDecimal::add);
        return new Spread(
                sorted.size(),
                length(total.divide(number(sorted.size()), EXACT)),
                percentile(sorted, new BigDecimal("0.5")),
                percentile(sorted, new BigDecimal("0.9")));
    }

    private static Duration percentile(List<BigDecimal> sorted, BigDecimal part) {
        BigDecimal place = part.multiply(number(sorted.size() - 1));
        BigDecimal low = sorted.get(place.intValue());
        BigDecimal high = sorted.get(Math.min(place.intValue() + 1, sorted.size() - 1));
        BigDecimal past = place.subtract(number(place.intValue()));
        return length(low.add(high.subtract(low).multiply(past)));
    }

    private static Duration length(BigDecimal micros) {
        return Duration.of(micros.setScale(0, RoundingMode.HALF_UP).longValueExact(), ChronoUnit.MICROS);
    }

    @Test
    @SpecRule({"PIP-3", "PIP-4"})
    @DisplayName("Every report is what plain Java makes of the histories and positions of all records")
    void model() {
        Crm crm = Sales.in(crm());
        crm.pipelines().define(Pipeline.of(Sales.DEAL, "sales").amount("amount").stages(STAGES));
        crm.pipelines().define(Pipeline.of(Sales.DEAL, "side").asOptional().stage(Stage.open("here")));
        Instant begin = clock().instant();
        happen(crm, new Random(seed()));
        List<Deal> deals = deals(crm);
        assertThat(deals).hasSizeGreaterThan(20);
        Instant now = clock().instant();
        LocalDate first = day(begin.plus(Duration.between(begin, now).dividedBy(3)));
        LocalDate last =
                day(begin.plus(Duration.between(begin, now).multipliedBy(2).dividedBy(3)));
        ReportQuery all = ReportQuery.of(Sales.DEAL, "sales");
        int lines = 0;
        for (@Nullable String key : new @Nullable String[] {null, "@owner", "company"}) {
            ReportQuery query = key == null ? all : all.groupBy(key);
            lines += compare(crm, query, new Plain(deals, now, key, any -> true));
            lines += compare(
                    crm,
                    query.during(first, last),
                    new Plain(
                            deals,
                            now,
                            key,
                            moment ->
                                    !day(moment).isBefore(first) && !day(moment).isAfter(last)));
        }
        lines += compare(
                crm,
                all.where(attr("@owner").eq("ada")),
                new Plain(
                        deals.stream()
                                .filter(deal ->
                                        "ada".equals(deal.record().state().owner()))
                                .toList(),
                        now,
                        null,
                        any -> true));
        // A run in which little happens proves little.
        assertThat(lines).isGreaterThan(200);
    }

    private static LocalDate day(Instant moment) {
        return moment.atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static int compare(Crm crm, ReportQuery query, Plain plain) {
        return same(query, crm.reports().timeInStage(query), plain.times())
                + same(query, crm.reports().conversion(query), plain.steps())
                + same(query, crm.reports().funnel(query), plain.outcomes())
                + same(query, crm.reports().winRate(query), plain.winRates())
                + same(query, crm.reports().velocity(query), plain.velocities())
                + same(query, crm.reports().cycle(query), plain.cycles())
                + same(query, crm.reports().timeBetween(query, "@created_at", "@closed_at"), plain.betweens());
    }

    private static <L> int same(ReportQuery query, List<L> lines, List<L> expected) {
        assertThat(lines).as("%s", query).containsExactlyInAnyOrderElementsOf(expected);
        return lines.size();
    }
}
