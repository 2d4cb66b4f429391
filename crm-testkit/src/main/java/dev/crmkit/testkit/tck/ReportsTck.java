package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.RecordRef;
import dev.crmkit.money.RateTable;
import dev.crmkit.pipeline.Forecast;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.DateUnit;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.Measure;
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
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Reports, each against numbers that were worked out by hand. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ReportsTck extends EngineTck {
    private static final ReportQuery SALES = ReportQuery.of(Sales.DEAL, "sales");
    private static final String NEW = "sales/new";
    private static final String PROPOSAL = "sales/proposal";
    private static final String WON = "sales/won";
    private static final String LOST = "sales/lost";

    private LocalDate first = LocalDate.EPOCH;

    /** For subclasses. */
    protected ReportsTck() {}

    private LocalDate today() {
        return clock().instant().atZone(ZoneOffset.UTC).toLocalDate();
    }

    private static Pipeline sales() {
        return Pipeline.of(Sales.DEAL, "sales")
                .amount("amount")
                .closeDate("close")
                .stage(Stage.open("new").probability("0.1"))
                .stage(Stage.open("proposal").probability("0.5"))
                .stage(Stage.won("won"))
                .stage(Stage.lost("lost"));
    }

    /** The ids of what {@link #history} makes. Immutable. */
    private record Made(UUID acme, UUID beta, UUID a, UUID b, UUID c, UUID d) {}

    /** At nine in the morning of the first of a month, which {@link #first} names. */
    private Crm prepared() {
        first = today().withDayOfMonth(1).plusMonths(1);
        clock().advanceTo(first.atTime(9, 0).toInstant(ZoneOffset.UTC));
        Crm crm = Sales.in(crm());
        crm.pipelines().define(sales());
        crm.pipelines().define(Pipeline.of(Sales.DEAL, "side").asOptional().stage(Stage.open("here")));
        return crm;
    }

    private void days(long days) {
        clock().advance(Duration.ofDays(days));
    }

    /** Ten days: A new, proposal, won; B new, proposal, new, proposal; C new, lost; D new. */
    private Made history(Crm crm) {
        UUID acme = Sales.company(crm, "Acme").id();
        UUID beta = Sales.company(crm, "beta").id();
        List<UUID> made = crm
                .records(Sales.DEAL)
                .createAll(List.of(
                        Map.of("name", "A", "amount", 100, "company", acme, "@owner", "ada"),
                        Map.of("name", "B", "amount", 50, "company", beta, "@owner", "ada"),
                        Map.of(
                                "name",
                                "C",
                                "amount",
                                Map.of("amount", 30, "currency", "USD"),
                                "company",
                                acme,
                                "@owner",
                                "ben"),
                        Map.of("name", "D")))
                .stream()
                .map(record -> record.id())
                .toList();
        Made ids = new Made(acme, beta, made.get(0), made.get(1), made.get(2), made.get(3));
        days(2);
        crm.pipelines().move(ids.a(), "proposal");
        crm.pipelines().move(ids.b(), "proposal");
        days(1);
        crm.pipelines().move(ids.c(), "lost");
        days(3);
        crm.pipelines().forceMove(ids.a(), "won");
        crm.pipelines().move(ids.b(), "new");
        days(2);
        crm.pipelines().move(ids.b(), "proposal");
        days(2);
        return ids;
    }

    private static Spread days(long count, String average, String median, String p90) {
        return new Spread(count, length(average), length(median), length(p90));
    }

    private static Spread once(String days) {
        return days(1, days, days, days);
    }

    private static Duration length(String days) {
        return Duration.ofMillis(
                new BigDecimal(days).multiply(BigDecimal.valueOf(86_400_000)).longValueExact());
    }

    private static BigDecimal exactly(String number) {
        return new BigDecimal(number);
    }

    private static List<@Nullable Object> keys(@Nullable Object... keys) {
        return Arrays.asList(keys);
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("Time in stage: the stays that ended, entered again or not, and those that go on")
    void timeInStage() {
        Crm crm = prepared();
        history(crm);
        assertThat(crm.reports().timeInStage(SALES))
                .containsExactly(
                        new StageTime(keys(), NEW, days(4, "2.25", "2", "2.7"), once("10")),
                        new StageTime(keys(), PROPOSAL, days(2, "4", "4", "4"), once("2")),
                        new StageTime(keys(), WON, Spread.none(), once("4")),
                        new StageTime(keys(), LOST, Spread.none(), once("7")));
        assertThat(crm.reports()
                        .timeInStage(SALES.groupBy("@owner").where(attr("name").in("A", "C", "D"))))
                .containsExactly(
                        new StageTime(keys("ada"), NEW, once("2"), Spread.none()),
                        new StageTime(keys("ada"), PROPOSAL, once("4"), Spread.none()),
                        new StageTime(keys("ada"), WON, Spread.none(), once("4")),
                        new StageTime(keys("ben"), NEW, once("3"), Spread.none()),
                        new StageTime(keys("ben"), LOST, Spread.none(), once("7")),
                        new StageTime(keys((Object) null), NEW, Spread.none(), once("10")));
        assertThat(crm.reports()
                        .timeInStage(SALES.during(first.plusDays(2), first.plusDays(3)))
                        .get(0))
                .isEqualTo(new StageTime(
                        keys(), NEW, new Spread(3, Duration.ofHours(56), length("2"), length("2.8")), once("10")));
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("Conversion: of the stays that began, how many went where, and how many go on")
    void conversion() {
        Crm crm = prepared();
        history(crm);
        BigDecimal third = exactly("0.3333333333");
        assertThat(crm.reports().conversion(SALES))
                .containsExactly(
                        new StageStep(keys(), NEW, PROPOSAL, 5, exactly("0.6"), days(3, "2", "2", "2")),
                        new StageStep(keys(), NEW, LOST, 5, exactly("0.2"), once("3")),
                        new StageStep(keys(), NEW, null, 5, exactly("0.2"), once("10")),
                        new StageStep(keys(), PROPOSAL, NEW, 3, third, once("4")),
                        new StageStep(keys(), PROPOSAL, WON, 3, third, once("4")),
                        new StageStep(keys(), PROPOSAL, null, 3, third, once("2")),
                        new StageStep(keys(), WON, null, 1, exactly("1"), once("4")),
                        new StageStep(keys(), LOST, null, 1, exactly("1"), once("7")));
        // B came back into "new" on the seventh day, into "proposal" on the ninth.
        assertThat(crm.reports().conversion(SALES.since(first.plusDays(6))))
                .containsExactly(
                        new StageStep(keys(), NEW, PROPOSAL, 1, exactly("1"), once("2")),
                        new StageStep(keys(), PROPOSAL, null, 1, exactly("1"), once("2")),
                        new StageStep(keys(), WON, null, 1, exactly("1"), once("4")));
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("Funnel: what became of the records that entered each stage, each record once")
    void funnel() {
        Crm crm = prepared();
        Made made = history(crm);
        assertThat(crm.reports().funnel(SALES))
                .containsExactly(
                        new StageOutcome(keys(), NEW, 4, 1, 1, 2, exactly("0.5")),
                        new StageOutcome(keys(), PROPOSAL, 2, 1, 0, 1, exactly("1")),
                        new StageOutcome(keys(), WON, 1, 1, 0, 0, exactly("1")),
                        new StageOutcome(keys(), LOST, 1, 0, 1, 0, exactly("0")));
        crm.pipelines().move(made.d(), "side/here");
        assertThat(crm.reports().funnel(SALES).get(0))
                .isEqualTo(new StageOutcome(keys(), NEW, 4, 1, 1, 1, exactly("0.5")));
        assertThat(crm.reports().conversion(SALES).get(2))
                .isEqualTo(new StageStep(keys(), NEW, "side/here", 5, exactly("0.2"), once("10")));
    }

    @Test
    @SpecRule({"PIP-4", "QRY-4"})
    @DisplayName("Win rate by number and amount, by owner, by company with its name, by month of the close")
    void winRate() {
        Crm crm = prepared();
        Made made = history(crm);
        Map<String, BigDecimal> eur100 = Map.of("EUR", exactly("100"));
        Map<String, BigDecimal> eur50 = Map.of("EUR", exactly("50"));
        Map<String, BigDecimal> usd30 = Map.of("USD", exactly("30"));
        BigDecimal half = exactly("0.5");
        assertThat(crm.reports().winRate(SALES))
                .containsExactly(new WinRate(keys(), 1, 1, 2, half, eur100, usd30, eur50));
        assertThat(crm.reports().winRate(SALES.groupBy("@owner")))
                .containsExactly(
                        new WinRate(keys("ada"), 1, 0, 1, exactly("1"), eur100, Map.of(), eur50),
                        new WinRate(keys("ben"), 0, 1, 0, exactly("0"), Map.of(), usd30, Map.of()),
                        new WinRate(keys((Object) null), 0, 0, 1, null, Map.of(), Map.of(), Map.of()));
        RecordRef acme = new RecordRef(made.acme(), Sales.COMPANY, "Acme", false);
        RecordRef beta = new RecordRef(made.beta(), Sales.COMPANY, "beta", false);
        assertThat(crm.reports().winRate(SALES.groupBy("company")))
                .extracting(WinRate::keys, WinRate::won, WinRate::lost, WinRate::open)
                .containsExactly(
                        tuple(keys(acme), 1L, 1L, 0L),
                        tuple(keys(beta), 0L, 0L, 1L),
                        tuple(keys((Object) null), 0L, 0L, 1L));
        assertThat(crm.reports()
                        .winRate(SALES.groupBy(GroupKey.of("company"), GroupKey.of("@closed_at", DateUnit.MONTH)))
                        .get(0))
                .isEqualTo(new WinRate(keys(acme, first), 1, 1, 0, half, eur100, usd30, Map.of()));
        // C was closed on the fourth day, A on the seventh.
        assertThat(crm.reports().winRate(SALES.since(first.plusDays(4))))
                .containsExactly(new WinRate(keys(), 1, 0, 2, exactly("1"), eur100, Map.of(), eur50));
        WinRate none =
                crm.reports().winRate(SALES.where(attr("name").eq("Nobody"))).get(0);
        assertThat(none).isEqualTo(new WinRate(keys(), 0, 0, 0, null, Map.of(), Map.of(), Map.of()));
        assertThat(none.rateByAmount("EUR")).isNull();
        crm.rates().put("ecb", new RateTable("EUR", Map.of("USD", exactly("0.5"))));
        WinRate converted = crm.reports().winRate(SALES.convertedBy("ecb")).get(0);
        assertThat(converted)
                .isEqualTo(new WinRate(keys(), 1, 1, 2, half, eur100, Map.of("EUR", exactly("15")), eur50));
        assertThat(converted.rateByAmount("EUR")).isEqualTo(exactly("0.8695652174"));
    }

    @Test
    @SpecRule("PIP-4")
    @DisplayName(
            "Velocity is open records × win rate × average amount won ÷ average time to win, with each of them shown")
    void velocity() {
        Crm crm = prepared();
        history(crm);
        assertThat(crm.reports().velocity(SALES))
                .containsExactly(new Velocity(
                        keys(),
                        2,
                        1,
                        1,
                        exactly("0.5"),
                        Map.of("EUR", exactly("100")),
                        Duration.ofDays(6),
                        Map.of("EUR", exactly("16.6666666667"))));
        assertThat(crm.reports().velocity(SALES.groupBy("@owner")))
                .containsExactly(
                        new Velocity(
                                keys("ada"),
                                1,
                                1,
                                0,
                                exactly("1"),
                                Map.of("EUR", exactly("100")),
                                Duration.ofDays(6),
                                Map.of("EUR", exactly("16.6666666667"))),
                        new Velocity(keys("ben"), 0, 0, 1, exactly("0"), Map.of(), null, Map.of()),
                        new Velocity(keys((Object) null), 1, 0, 0, null, Map.of(), null, Map.of()));
    }

    @Test
    @SpecRule({"PIP-3", "PIP-4"})
    @DisplayName(
            "Cycle: from the first entry into the pipeline, or into a stage, to the close; and from any date to another")
    void cycle() {
        Crm crm = prepared();
        Made made = history(crm);
        assertThat(crm.reports().cycle(SALES)).containsExactly(new CycleTime(keys(), once("6"), once("3")));
        assertThat(crm.reports().cycle(SALES, "proposal"))
                .containsExactly(new CycleTime(keys(), once("4"), Spread.none()));
        assertThat(crm.reports().timeBetween(SALES, "@created_at", "@closed_at"))
                .containsExactly(new ElapsedTime(keys(), days(2, "4.5", "4.5", "5.7")));
        crm.schema().addAttribute(Sales.DEAL, "signed", Attributes.date());
        crm.records(Sales.DEAL).patch(made.a(), Map.of("signed", "2026-03-01", "close", "2026-03-11"));
        crm.records(Sales.DEAL).patch(made.b(), Map.of("signed", "2026-03-02", "close", "2026-03-01"));
        assertThat(crm.reports().timeBetween(SALES.groupBy("@owner"), "signed", "close"))
                .containsExactly(new ElapsedTime(keys("ada"), days(2, "4.5", "4.5", "8.9")));
        assertThat(crm.reports().timeBetween(SALES.since(LocalDate.of(2026, 3, 11)), "signed", "close"))
                .containsExactly(new ElapsedTime(keys(), once("10")));
        assertThat(crm.reports().timeBetween(SALES.since(LocalDate.of(2026, 3, 12)), "signed", "close"))
                .containsExactly(new ElapsedTime(keys(), Spread.none()));
        // Reopened, it is not closed.
        crm.pipelines().move(made.a(), "new");
        assertThat(crm.reports().cycle(SALES)).containsExactly(new CycleTime(keys(), Spread.none(), once("3")));
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Days are those of the workspace's zone")
    void zone() {
        Crm crm = prepared();
        crm.configure(WorkspaceSettings.standard().zone(ZoneId.of("Asia/Tokyo")));
        UUID deal = crm.records(Sales.DEAL).create(Map.of("name", "A")).id();
        // Already the second day in Tokyo, still the first in UTC.
        clock().advance(Duration.ofHours(10));
        crm.pipelines().move(deal, "won");
        ReportQuery before = SALES.during(first, first);
        ReportQuery on = SALES.during(first.plusDays(1), first.plusDays(1));
        assertThat(crm.reports().winRate(before).get(0).won()).isZero();
        assertThat(crm.reports().winRate(on).get(0).won()).isEqualTo(1);
        assertThat(crm.reports().timeInStage(before))
                .extracting(StageTime::stage)
                .containsExactly(WON);
        assertThat(crm.reports().timeInStage(on)).extracting(StageTime::stage).containsExactly(NEW, WON);
        assertThat(crm.reports().funnel(before)).extracting(StageOutcome::stage).containsExactly(NEW);
        assertThat(crm.reports().funnel(on)).extracting(StageOutcome::stage).containsExactly(WON);
        assertThat(crm.reports().conversion(before)).extracting(StageStep::from).containsExactly(NEW);
        assertThat(crm.reports().conversion(on)).extracting(StageStep::from).containsExactly(WON);
        assertThat(crm.reports().cycle(on).get(0).won().count()).isEqualTo(1);
        assertThat(crm.reports().cycle(before).get(0).won().count()).isZero();
    }

    @Test
    @SpecRule({"REC-7", "PIP-3"})
    @DisplayName("Moves of merged records count for the survivor; what undoing a merge puts back does not")
    void merged() {
        Crm crm = prepared();
        UUID kept = crm.records(Sales.DEAL).create(Map.of("name", "Kept")).id();
        UUID gone = crm.records(Sales.DEAL).create(Map.of("name", "Gone")).id();
        days(2);
        crm.pipelines().move(gone, "proposal");
        days(1);
        UUID merge = crm.merges()
                .merge(kept, List.of(gone), Map.of("@stage", MergeChoice.of(gone)))
                .mergeId();
        days(1);
        assertThat(crm.reports().timeInStage(SALES))
                .containsExactly(
                        new StageTime(keys(), NEW, days(2, "2.5", "2.5", "2.9"), Spread.none()),
                        new StageTime(keys(), PROPOSAL, Spread.none(), once("1")));
        assertThat(crm.reports().funnel(SALES))
                .extracting(StageOutcome::records)
                .containsExactly(1L, 1L);
        crm.merges().unmerge(merge);
        // "Kept" is in "new" since the first day, as if it had never left.
        assertThat(crm.reports().timeInStage(SALES))
                .containsExactly(
                        new StageTime(keys(), NEW, days(2, "2.5", "2.5", "2.9"), once("4")),
                        new StageTime(keys(), PROPOSAL, Spread.none(), once("2")));
        assertThat(crm.reports().funnel(SALES))
                .extracting(StageOutcome::records)
                .containsExactly(2L, 2L);
        assertThat(crm.reports().conversion(SALES))
                .extracting(StageStep::from, StageStep::to)
                .doesNotContain(tuple(PROPOSAL, NEW));
        crm.records(Sales.DEAL).erase(gone, "Gone");
        assertThat(crm.reports().timeInStage(SALES)).containsExactly(new StageTime(keys(), NEW, once("3"), once("4")));
    }

    @Test
    @SpecRule({"REC-4", "PIP-5"})
    @DisplayName("Archived records take part if asked for; stages that were deleted are there in history, last")
    void archivedAndDeleted() {
        Crm crm = prepared();
        Made made = history(crm);
        crm.pipelines().deleteStage(Sales.DEAL, "sales", "proposal", "new");
        crm.records(Sales.DEAL).archive(made.a());
        assertThat(crm.reports().timeInStage(SALES))
                .extracting(
                        StageTime::stage,
                        line -> line.left().count(),
                        line -> line.inside().count())
                .containsExactly(tuple(NEW, 3L, 2L), tuple(LOST, 0L, 1L), tuple(PROPOSAL, 2L, 0L));
        assertThat(crm.reports().winRate(SALES).get(0).won()).isZero();
        assertThat(crm.reports()
                        .winRate(SALES.archived(ArchivedFilter.ALL))
                        .get(0)
                        .won())
                .isEqualTo(1);
        assertThat(crm.reports().cycle(SALES.archived(ArchivedFilter.ARCHIVED)))
                .containsExactly(new CycleTime(keys(), once("6"), Spread.none()));
        assertThat(crm.reports().funnel(SALES.archived(ArchivedFilter.ARCHIVED)))
                .extracting(StageOutcome::stage)
                .containsExactly(NEW, WON, PROPOSAL);
    }

    private Crm member(Crm owner, String name, ObjectRules deals, ObjectRules companies) {
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("of " + name)
                        .everywhere(ObjectRules.all())
                        .on(Sales.DEAL, deals)
                        .on(Sales.COMPANY, companies));
        owner.members().put(Member.of(Actor.user(name), "of " + name));
        return crm(Actor.user(name));
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A report is over the records that the actor reads, and shows no name and no amount that is hidden")
    void withinReach() {
        Crm owner = prepared();
        Made made = history(owner);
        Crm ben = member(
                owner,
                "ben",
                ObjectRules.nothing().allow(Verb.READ, Reach.own()),
                ObjectRules.nothing().allow(Verb.READ, Reach.where(attr("name").eq("beta"))));
        assertThat(ben.reports().timeInStage(SALES))
                .containsExactly(
                        new StageTime(keys(), NEW, once("3"), Spread.none()),
                        new StageTime(keys(), LOST, Spread.none(), once("7")));
        assertThat(ben.reports().conversion(SALES)).extracting(StageStep::from).containsExactly(NEW, LOST);
        assertThat(ben.reports().funnel(SALES))
                .extracting(StageOutcome::records)
                .containsExactly(1L, 1L);
        assertThat(ben.reports().cycle(SALES)).containsExactly(new CycleTime(keys(), Spread.none(), once("3")));
        assertThat(ben.reports().timeBetween(SALES, "@created_at", "@closed_at"))
                .containsExactly(new ElapsedTime(keys(), once("3")));
        assertThat(ben.reports().velocity(SALES).get(0).lost()).isEqualTo(1);
        assertThat(ben.reports().winRate(SALES.groupBy("company")))
                .containsExactly(new WinRate(
                        keys(made.acme()), 0, 1, 0, exactly("0"), Map.of(), Map.of("USD", exactly("30")), Map.of()));

        Crm eve = member(owner, "eve", ObjectRules.all().hide("amount", "company"), ObjectRules.all());
        assertThat(eve.reports().winRate(SALES))
                .containsExactly(new WinRate(keys(), 1, 1, 2, exactly("0.5"), Map.of(), Map.of(), Map.of()));
        assertThat(Refusals.codes("hidden amount", () -> eve.reports().velocity(SALES)))
                .containsExactly(ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
        owner.rates().put("ecb", new RateTable("EUR", Map.of()));
        assertThat(Refusals.fault("hidden amount", () -> eve.reports().winRate(SALES.convertedBy("ecb")))
                        .path())
                .isEqualTo("convertedBy");
        Violation hidden = Refusals.fault("hidden key", () -> eve.reports().winRate(SALES.groupBy("company")));
        assertThat(hidden.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThat(Refusals.fault(
                                "hidden filter",
                                () -> eve.reports()
                                        .timeInStage(SALES.where(attr("amount").gt(1))))
                        .code())
                .isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
    }

    @Test
    @SpecRule({"QRY-4", "PIP-4"})
    @DisplayName(
            "Rates are kept by the day: what was converted by the rates of a day is converted by the same ones later")
    void ratesOfADay() {
        Crm crm = prepared();
        history(crm);
        LocalDate today = today();
        crm.rates().put("ecb", first, new RateTable("EUR", Map.of("USD", exactly("2"))));
        crm.rates().put("ecb", new RateTable("EUR", Map.of("USD", exactly("3"))));
        crm.rates().put("ecb", today.plusDays(1), new RateTable("EUR", Map.of("USD", exactly("4"))));
        assertThat(crm.rates().days("ecb")).containsExactly(first, today, today.plusDays(1));
        assertThat(crm.rates().find("ecb", first.minusDays(1))).isEmpty();
        assertThat(crm.rates().find("ecb", today.minusDays(1)))
                .contains(new RateTable("EUR", Map.of("USD", exactly("2"))));
        assertThat(crm.rates().get("ecb").rates()).containsEntry("USD", exactly("3"));
        assertThat(crm.rates().find("ecb", today.plusYears(1)))
                .contains(new RateTable("EUR", Map.of("USD", exactly("4"))));

        assertThat(crm.reports().winRate(SALES.convertedBy("ecb")).get(0).lostAmount())
                .isEqualTo(Map.of("EUR", exactly("90")));
        assertThat(crm.reports().winRate(SALES.convertedBy("ecb", first)).get(0).lostAmount())
                .isEqualTo(Map.of("EUR", exactly("60")));
        AggregateQuery sum = AggregateQuery.of(Measure.sum("amount"));
        assertThat(crm.records(Sales.DEAL)
                        .aggregate(sum.convertedBy("ecb", today.minusDays(1)))
                        .groups()
                        .get(0)
                        .values())
                .isEqualTo(List.of(exactly("210")));
        assertThat(crm.records(Sales.DEAL)
                        .aggregate(sum.convertedBy("ecb"))
                        .groups()
                        .get(0)
                        .values())
                .isEqualTo(List.of(exactly("240")));
        Violation early =
                Refusals.fault("too early", () -> crm.reports().winRate(SALES.convertedBy("ecb", first.minusDays(1))));
        assertThat(early.code()).isEqualTo(ErrorCode.DOCUMENT_NOT_FOUND);
        assertThat(early.message())
                .contains(first.toString(), first.minusDays(1).toString());
        assertThat(crm.rates().remove("ecb")).isTrue();
        assertThat(crm.rates().days("ecb")).isEmpty();
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Of several who store rates of several days at once, all are kept")
    void ratesAtOnce() {
        Crm crm = prepared();
        LocalDate today = today();
        List<Callable<LocalDate>> writers = IntStream.range(0, 6)
                .mapToObj(today::plusDays)
                .map(day -> (Callable<LocalDate>) () -> {
                    crm.rates().put("ecb", day, new RateTable("EUR", Map.of()));
                    return day;
                })
                .toList();
        assertThat(AtOnce.run(writers)).allMatch(AtOnce.Outcome::isSuccess);
        assertThat(crm.rates().days("ecb")).hasSize(6).contains(today, today.plusDays(5));
    }

    @Test
    @SpecRule("PIP-4")
    @DisplayName("A forecast tells quarters apart, and converts by the rates of a day")
    void forecastByQuarter() {
        Crm crm = prepared();
        crm.records(Sales.DEAL)
                .createAll(List.of(
                        Map.of("name", "A", "amount", 100, "close", "2026-03-31", "@owner", "ada"),
                        Map.of("name", "B", "amount", 10, "close", "2026-04-01", "@stage", "proposal"),
                        Map.of("name", "C", "amount", 20, "close", "2026-06-30", "@stage", "proposal"),
                        Map.of("name", "D", "amount", Map.of("amount", 2, "currency", "USD"))));
        crm.rates().put("ecb", LocalDate.of(2026, 1, 1), new RateTable("EUR", Map.of("USD", exactly("5"))));
        crm.rates().put("ecb", LocalDate.of(2026, 2, 1), new RateTable("EUR", Map.of("USD", exactly("7"))));
        assertThat(crm.pipelines()
                        .forecast(ForecastQuery.of(Sales.DEAL, "sales")
                                .by(ForecastQuery.By.QUARTER, ForecastQuery.By.OWNER)
                                .convertedBy("ecb", LocalDate.of(2026, 1, 31)))
                        .lines())
                .containsExactly(
                        quarter(LocalDate.of(2026, 1, 1), "ada", 1, "100", "10"),
                        quarter(LocalDate.of(2026, 4, 1), null, 2, "30", "15"),
                        quarter(null, null, 1, "10", "1"));
        assertThat(Refusals.fault(
                                "month and quarter",
                                () -> crm.pipelines()
                                        .forecast(ForecastQuery.of(Sales.DEAL, "sales")
                                                .by(ForecastQuery.By.QUARTER, ForecastQuery.By.MONTH)))
                        .path())
                .isEqualTo("by");
    }

    private static Forecast.Line quarter(
            @Nullable LocalDate begin, @Nullable String owner, long records, String amount, String weighted) {
        return new Forecast.Line(begin, null, owner, "EUR", records, exactly(amount), exactly(weighted));
    }

    @Test
    @SpecRule({"ERR-2", "FLT-7"})
    @DisplayName("All faults of a report are told at once; an unknown pipeline or object is not found")
    void faults() {
        Crm crm = prepared();
        LocalDate day = LocalDate.of(2026, 3, 1);
        ReportQuery wrong = SALES.where(attr("amnt").gt(1))
                .groupBy("close", "colour")
                .during(day, day.minusDays(1))
                .convertedBy("never");
        assertThat(Refusals.faults("winRate", () -> crm.reports().winRate(wrong)))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("amnt", "close", "colour", "during", "convertedBy");
        assertThat(Refusals.faults("cycle", () -> crm.reports().cycle(wrong, "propsal")))
                .extracting(Violation::path)
                .contains("stage");
        assertThat(Refusals.fault("cycle", () -> crm.reports().cycle(SALES, "propsal"))
                        .message())
                .contains("Did you mean 'proposal'?");
        assertThat(Refusals.faults("timeBetween", () -> crm.reports().timeBetween(SALES, "amount", "clos")))
                .extracting(Violation::path)
                .containsExactly("amount", "clos");
        assertThat(Refusals.fault("timeBetween", () -> crm.reports().timeBetween(SALES, "@created_at", "close"))
                        .message())
                .contains("date", "timestamp");
        assertThat(Refusals.codes("far away", () -> crm.reports().funnel(SALES.during(LocalDate.MIN, LocalDate.MAX))))
                .hasSize(2);
        crm.rates().put("ecb", new RateTable("EUR", Map.of()));
        assertThat(Refusals.fault("no money", () -> crm.reports().timeInStage(SALES.convertedBy("ecb")))
                        .path())
                .isEqualTo("convertedBy");
        assertThat(Refusals.fault("no amount", () -> crm.reports().velocity(ReportQuery.of(Sales.DEAL, "side")))
                        .path())
                .isEqualTo("pipeline");
        assertThatThrownBy(() -> crm.reports().funnel(ReportQuery.of(Sales.DEAL, "sals")))
                .isInstanceOfSatisfying(
                        NotFoundException.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.PIPELINE_NOT_FOUND))
                .hasMessageContaining("Did you mean 'sales'?");
        assertThatThrownBy(() -> crm.reports().funnel(ReportQuery.of("deel", "sales")))
                .isInstanceOf(NotFoundException.class);
    }
}
