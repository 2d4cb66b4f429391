package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.formula;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.parent;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.rollup;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Roll-ups: what they compute over linked records, that every change of these reaches them, and how they stand until then. Extend it, say how to get an empty
 * storage, and run it with JUnit.
 */
public abstract class RollupsTck extends EngineTck {
    private static final String FIRM = "firm";
    private static final String BID = "bid";

    private boolean started;

    /** For subclasses. */
    protected RollupsTck() {}

    @BeforeEach
    final void start() {
        if (!started) {
            engine().start();
            started = true;
        }
    }

    private static ObjectSchema.Builder bids() {
        return ObjectSchema.named(BID)
                .attribute("name", text())
                .attribute("amount", currency("EUR"))
                .attribute("score", number())
                .attribute("state", select("open", "won", "lost"))
                .attribute("due", date())
                .attribute("hot", checkbox())
                .attribute("firm", reference(FIRM))
                .attribute("partners", references(FIRM));
    }

    private static ObjectSchema.Builder firms() {
        return ObjectSchema.named(FIRM).attribute("name", text()).attribute("parent", parent(FIRM));
    }

    /** Firms with roll-ups over their bids. */
    private Crm firmsAndBids() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        firms().attribute(
                                        "won",
                                        rollup(BID, "firm")
                                                .where(attr("state").eq("won"))
                                                .sum("amount"))
                                .attribute(
                                        "open",
                                        rollup(BID, "firm")
                                                .where(attr("state").eq("open"))
                                                .count())
                                .attribute("bids", rollup(BID, "firm").count())
                                .attribute("mean", rollup(BID, "firm").avg("score"))
                                .attribute("least", rollup(BID, "firm").min("amount"))
                                .attribute("next", rollup(BID, "firm").min("due"))
                                .attribute("best", rollup(BID, "firm").last("name", "score"))
                                .attribute("oldest", rollup(BID, "firm").first("state", "@created_at"))
                                .attribute("joint", rollup(BID, "partners").sum("score"))
                                .build(),
                        bids().build()));
        return crm;
    }

    private static CrmRecord firm(Crm crm, String name) {
        return crm.records(FIRM).create(Map.of("name", name));
    }

    private static CrmRecord bid(Crm crm, Object... pairs) {
        return crm.records(BID).create(values(pairs));
    }

    private static Map<String, @Nullable Object> values(@Nullable Object... pairs) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) Objects.requireNonNull(pairs[i]), pairs[i + 1]);
        }
        return values;
    }

    private static Map<String, Object> money(String amount, String currency) {
        return Map.of("amount", new BigDecimal(amount), "currency", currency);
    }

    /** The firm when the workers have nothing left to do. */
    private CrmRecord settled(Crm crm, UUID firm) {
        scheduler().runUntilIdle();
        return crm.records(FIRM).get(firm);
    }

    private static List<Violation> refused(ThrowingCallable call) {
        List<Violation> violations = new ArrayList<>();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(InvalidInputException.class, e -> violations.addAll(e.violations()));
        return violations;
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("Count, sum, mean, least, first and last follow the linked records, which their condition chooses")
    void functions() {
        Crm crm = firmsAndBids();
        CrmRecord fresh = firm(crm, "Acme");
        UUID acme = fresh.id();
        assertThat(fresh.number("bids")).as("nobody can refer to it yet").isEqualByComparingTo("0");
        assertThat(fresh.computedStatus("won")).contains(ComputedStatus.FRESH);
        UUID other = firm(crm, "Other").id();
        clock().advance(Duration.ofSeconds(1));
        bid(crm, "name", "a", "firm", acme, "amount", 100, "state", "won", "score", 3, "due", LocalDate.of(2026, 5, 1));
        clock().advance(Duration.ofSeconds(1));
        bid(crm, "name", "b", "firm", acme, "amount", 50, "state", "won", "score", 9, "due", LocalDate.of(2026, 4, 1));
        bid(
                crm,
                "name",
                "c",
                "firm",
                acme,
                "amount",
                70,
                "state",
                "open",
                "partners",
                List.of(acme, other),
                "score",
                4);
        bid(crm, "name", "d", "firm", other, "amount", 1, "state", "won", "partners", List.of(other), "score", 7);
        assertThat(crm.records(FIRM).get(acme).computedStatus("won")).contains(ComputedStatus.STALE);
        assertThat(crm.records(FIRM).get(acme).value("won"))
                .as("the value before")
                .isNull();

        CrmRecord firm = settled(crm, acme);
        assertThat(firm.value("won")).isEqualTo(money("150.00", "EUR"));
        assertThat(firm.number("open")).isEqualByComparingTo("1");
        assertThat(firm.number("bids")).isEqualByComparingTo("3");
        assertThat(firm.number("mean")).isEqualByComparingTo("5.3333333333");
        assertThat(firm.value("least")).isEqualTo(money("50.00", "EUR"));
        assertThat(firm.date("next")).isEqualTo(LocalDate.of(2026, 4, 1));
        assertThat(firm.text("best")).isEqualTo("b");
        assertThat(firm.text("oldest")).isEqualTo("won");
        assertThat(firm.number("joint")).isEqualByComparingTo("4");
        assertThat(firm.computedStatus("won")).contains(ComputedStatus.FRESH);
        assertThat(firm.source("won").orElseThrow().actor()).isEqualTo(Actor.system());
        assertThat(settled(crm, other).number("joint")).isEqualByComparingTo("11");
        CrmEvent event = crm.timeline().of(acme, TimelineQuery.all()).items().get(0);
        assertThat(event.actor()).isEqualTo(Actor.system());
        assertThat(event.changes()).containsKeys("won", "bids").doesNotContainKey("name");
        assertThat(event.cause().causationId()).as("the write that led to it").isNotNull();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Every way in which linked records change reaches the roll-up, and no other write does")
    void everyChange() {
        Crm crm = firmsAndBids();
        UUID acme = firm(crm, "Acme").id();
        UUID other = firm(crm, "Other").id();
        UUID bid = bid(crm, "name", "a", "firm", acme, "amount", 100, "state", "won", "score", 3)
                .id();
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("100.00", "EUR"));
        long version = crm.records(FIRM).get(acme).version();

        crm.records(BID).patch(bid, Map.of("hot", true));
        assertThat(crm.records(FIRM).get(acme).computedStatus("won"))
                .as("nothing reads it")
                .contains(ComputedStatus.FRESH);
        crm.records(BID).patch(bid, Map.of("due", LocalDate.of(2026, 4, 1)));
        crm.records(BID).patch(bid, values("due", null));
        assertThat(crm.records(FIRM).get(acme).computedStatus("won")).contains(ComputedStatus.STALE);
        assertThat(settled(crm, acme).version())
                .as("equal values change nothing")
                .isEqualTo(version);

        crm.records(BID).patch(bid, Map.of("amount", 30));
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("30.00", "EUR"));
        crm.records(BID).patch(bid, Map.of("state", "lost"));
        assertThat(settled(crm, acme).value("won")).isNull();
        crm.records(BID).patch(bid, Map.of("state", "won"));
        crm.records(BID).patch(bid, Map.of("firm", other));
        assertThat(settled(crm, acme).number("bids")).isEqualByComparingTo("0");
        assertThat(settled(crm, other).value("won")).isEqualTo(money("30.00", "EUR"));
        crm.records(BID).archive(bid);
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("0");
        crm.records(BID).restore(bid);
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("1");
        UUID second = bid(crm, "name", "b", "firm", other, "state", "open").id();
        crm.records(BID).bulk().archive(BulkTargets.of(List.of(bid, second)), BulkOptions.atomic());
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("0");
        crm.records(BID).bulk().restore(BulkTargets.of(List.of(bid, second)), BulkOptions.atomic());
        MergeResult merged = crm.merges().merge(bid, List.of(second));
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("1");
        crm.merges().unmerge(merged.mergeId());
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("2");
        crm.records(BID).erase(second, "b");
        assertThat(settled(crm, other).number("bids")).isEqualByComparingTo("1");
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("When the owners of roll-ups are merged, parted or erased, these follow what refers to them")
    void ownersMerge() {
        Crm crm = firmsAndBids();
        UUID acme = firm(crm, "Acme").id();
        UUID other = firm(crm, "Other").id();
        bid(crm, "name", "a", "firm", acme, "amount", 1, "state", "won");
        UUID moving = bid(crm, "name", "b", "firm", other, "amount", 2, "state", "won")
                .id();
        MergeResult merged = crm.merges().merge(acme, List.of(other));
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("3.00", "EUR"));
        crm.records(BID).patch(moving, Map.of("amount", 5));
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("6.00", "EUR"));
        crm.merges().unmerge(merged.mergeId());
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("1.00", "EUR"));
        assertThat(crm.records(FIRM).get(other).value("won")).isEqualTo(money("5.00", "EUR"));
        crm.records(BID).patch(moving, Map.of("amount", 7));
        crm.records(FIRM).erase(other, "Other");
        scheduler().runUntilIdle();
        assertThat(crm.records(FIRM).find(other)).isEmpty();
        assertThat(engineJobsLeft(crm)).isZero();
    }

    private static long engineJobsLeft(Crm crm) {
        return crm.jobs().counts().ready() + crm.jobs().counts().dead();
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("A roll-up can choose by stage and owner, and hears of moves and claims")
    void stages() {
        Crm crm = crm();
        crm.schema().define(List.of(firms().build(), bids().build()));
        crm.pipelines()
                .define(Pipeline.of(BID, "sales").stage(Stage.open("new")).stage(Stage.won("done")));
        crm.schema()
                .addAttribute(
                        FIRM,
                        "won",
                        rollup(BID, "firm").where(attr("@stage").eq("done")).sum("score"));
        crm.schema()
                .addAttribute(
                        FIRM,
                        "unclaimed",
                        rollup(BID, "firm").where(attr("@owner").isEmpty()).count());
        UUID acme = firm(crm, "Acme").id();
        UUID bid = bid(crm, "name", "a", "firm", acme, "score", 5).id();
        assertThat(settled(crm, acme).value("won")).isNull();
        assertThat(crm.records(FIRM).get(acme).number("unclaimed")).isEqualByComparingTo("1");
        crm.pipelines().move(bid, "done");
        crm.records(BID).claim(bid);
        assertThat(settled(crm, acme).number("won")).isEqualByComparingTo("5");
        assertThat(crm.records(FIRM).get(acme).number("unclaimed")).isEqualByComparingTo("0");
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("Roll-ups of roll-ups and formulas over them follow wave by wave, and say that they wait")
    void waves() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("group")
                                .attribute("name", text())
                                .attribute("total", rollup(FIRM, "group").sum("worth"))
                                .attribute("rank", formula("if(coalesce(total, 0) > 100, 'big', 'small')"))
                                .build(),
                        firms().attribute("group", reference("group"))
                                .attribute("score", rollup(BID, "firm").sum("score"))
                                .attribute("worth", formula("coalesce(score, 0) * 10"))
                                .build(),
                        bids().build()));
        UUID group = crm.records("group").create(Map.of("name", "G")).id();
        UUID acme =
                crm.records(FIRM).create(Map.of("name", "Acme", "group", group)).id();
        bid(crm, "name", "a", "firm", acme, "score", 8);
        assertThat(crm.records(FIRM).get(acme).computedStatus("worth")).contains(ComputedStatus.STALE);
        scheduler().runUntilIdle();
        assertThat(crm.records("group").get(group).number("total")).isEqualByComparingTo("80");
        bid(crm, "name", "b", "firm", acme, "score", 4);
        scheduler().runUntilIdle();
        CrmRecord after = crm.records("group").get(group);
        assertThat(after.number("total")).isEqualByComparingTo("120");
        assertThat(after.text("rank")).isEqualTo("big");
        assertThat(after.computedStatus("rank")).contains(ComputedStatus.FRESH);
        // The bids' own scores lead to it, and nothing of it leads back to them.
        crm.schema().addAttribute(BID, "back", rollup("firm").sum("worth"));
        scheduler().runUntilIdle();
        assertThat(crm.records(BID).list(ListQuery.all()).items())
                .allSatisfy(bid -> assertThat(bid.number("back")).isEqualByComparingTo("120"));
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("A definition tells its faults and choices; circles across objects are refused with their path")
    void definitionFaults() {
        Crm crm = firmsAndBids();
        Map<String, AttributeSpec> faulty = Map.of(
                "object", rollup("bids", "firm").count(),
                "reference", rollup(BID, "frm").count(),
                "attribute", rollup(BID, "firm").sum("name"),
                "order", rollup(BID, "firm").first("name", "state"));
        faulty.forEach((setting, spec) -> assertThat(refused(() -> crm.schema().addAttribute(FIRM, "x", spec)))
                .as(setting)
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).isEqualTo("x." + setting)));
        assertThat(refused(() ->
                        crm.schema().addAttribute(FIRM, "x", rollup(BID, "name").count())))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message())
                        .contains("'name' does not refer")
                        .contains("firm, partners"));
        assertThat(refused(() -> crm.schema()
                        .addAttribute(
                                FIRM,
                                "x",
                                rollup(BID, "firm")
                                        .where(attr("amont")
                                                .gte(3)
                                                .and(attr("@tag").containsAny(List.of("a")))
                                                .and(attr("due").within(RelativeDate.today()))
                                                .and(attr("firm.name").eq("x")))
                                        .count())))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(refused(() -> crm.schema()
                        .addAttribute(
                                FIRM,
                                "x",
                                rollup(BID, "firm")
                                        .where(attr("state").eq("one"))
                                        .count())))
                .singleElement()
                .satisfies(fault -> assertThat(fault.path()).startsWith("x.where"));
        crm.schema().addAttribute(BID, "share", formula("score / 2"));
        crm.schema().addAttribute(FIRM, "shares", rollup(BID, "firm").sum("share"));
        crm.schema().addAttribute(BID, "all", rollup("firm").sum("shares"));
        assertThat(refused(() -> crm.schema().alterAttribute(BID, "share", formula("all / 2"))))
                .anyMatch(fault -> fault.code() == ErrorCode.VALUE_CYCLE
                        && fault.message().contains("bid.share")
                        && fault.message().contains("firm.shares -> "));
        assertThat(refused(() -> crm.schema().deleteAttribute(BID, "state")))
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.message()).contains("firm.won").contains("firm.open"));
        assertThat(refused(() -> crm.schema().deleteAttribute(BID, "firm"))).isNotEmpty();
        assertThat(refused(() -> crm.schema().retypeAttribute(BID, "score", text(), UnconvertibleValues.EMPTY)))
                .isNotEmpty();
        assertThat(refused(() -> crm.schema().delete(BID))).isNotEmpty();
    }

    @Test
    @SpecRule("VAL-3")
    @DisplayName("Objects and attributes change their names under a roll-up")
    void renames() {
        Crm crm = firmsAndBids();
        UUID acme = firm(crm, "Acme").id();
        crm.schema().renameAttribute(BID, "state", "phase");
        crm.schema().renameAttribute(BID, "amount", "worth");
        crm.schema().renameAttribute(BID, "firm", "customer");
        crm.schema().rename(BID, "tender");
        Map<String, Object> config =
                crm.schema().get(FIRM).findAttribute("won").orElseThrow().spec().config();
        assertThat(config)
                .containsEntry("object", "tender")
                .containsEntry("reference", "customer")
                .containsEntry("attribute", "worth")
                .containsEntry("where", attr("phase").eq("won"));
        crm.records("tender").create(Map.of("name", "a", "customer", acme, "worth", 5, "phase", "won"));
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("5.00", "EUR"));
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Money of several currencies does not add up, and says so")
    void currencies() {
        Crm crm = firmsAndBids();
        UUID acme = firm(crm, "Acme").id();
        bid(crm, "name", "a", "firm", acme, "amount", money("5.00", "EUR"), "state", "won");
        UUID dollars = bid(crm, "name", "b", "firm", acme, "amount", money("5.00", "USD"), "state", "won")
                .id();
        CrmRecord firm = settled(crm, acme);
        assertThat(firm.computedStatus("won")).contains(ComputedStatus.FAILED);
        assertThat(firm.computedFault("won").orElseThrow().code()).isEqualTo("UNLIKE_CURRENCIES");
        assertThat(firm.value("won")).isNull();
        crm.records(BID).patch(dollars, Map.of("state", "lost"));
        assertThat(settled(crm, acme).value("won")).isEqualTo(money("5.00", "EUR"));
        assertThat(settled(crm, acme).computedFault("won")).isEmpty();
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("A roll-up over a record's own references follows these and what they name")
    void forward() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        firms().attribute("size", number()).build(),
                        bids().attribute("sizes", rollup("partners").sum("size"))
                                .attribute("partner", rollup("partners").count())
                                .build()));
        UUID one = crm.records(FIRM).create(Map.of("name", "one", "size", 3)).id();
        UUID two = crm.records(FIRM).create(Map.of("name", "two", "size", 4)).id();
        CrmRecord none = bid(crm, "name", "none");
        assertThat(none.computedStatus("sizes")).contains(ComputedStatus.FRESH);
        assertThat(none.number("partner")).isEqualByComparingTo("0");
        CrmRecord bid = bid(crm, "name", "a", "partners", List.of(one, two));
        assertThat(bid.computedStatus("sizes")).contains(ComputedStatus.PENDING);
        scheduler().runUntilIdle();
        assertThat(crm.records(BID).get(bid.id()).number("sizes")).isEqualByComparingTo("7");
        crm.records(FIRM).patch(one, Map.of("size", 10));
        scheduler().runUntilIdle();
        assertThat(crm.records(BID).get(bid.id()).number("sizes")).isEqualByComparingTo("14");
        crm.records(FIRM).archive(two);
        scheduler().runUntilIdle();
        assertThat(crm.records(BID).get(bid.id()).number("sizes")).isEqualByComparingTo("10");
        crm.records(BID).patch(bid.id(), Map.of("partners", List.of(two)));
        scheduler().runUntilIdle();
        assertThat(crm.records(BID).get(bid.id()).number("partner")).isEqualByComparingTo("0");
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("A new roll-up is filled for what is there, filters and sorts, and a condition can ask for it")
    void backFill() {
        Crm crm = crm();
        crm.schema().define(List.of(firms().build(), bids().build()));
        List<UUID> firms = crm
                .records(FIRM)
                .createAll(IntStream.range(0, 250)
                        .mapToObj(i -> values("name", "f" + i))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
        crm.records(BID)
                .createAll(IntStream.range(0, 900)
                        .mapToObj(i -> values(
                                "name", "b" + i, "firm", firms.get(i % 30), "state", i % 3 == 0 ? "open" : "won"))
                        .toList());
        crm.schema()
                .addAttribute(
                        FIRM,
                        "open",
                        rollup(BID, "firm").where(attr("state").eq("open")).count());
        assertThat(crm.records(FIRM).get(firms.get(0)).computedStatus("open")).contains(ComputedStatus.PENDING);
        scheduler().runUntilIdle();
        assertThat(crm.records(FIRM)
                        .list(ListQuery.where(attr("open").gte(1))
                                .orderBy(Sort.desc("open"), Sort.asc("name"))
                                .limit(1000))
                        .items())
                .hasSize(10)
                .allSatisfy(firm -> assertThat(firm.number("open")).isEqualByComparingTo("30"));
        assertThat(crm.records(FIRM).count(ListQuery.where(attr("open").eq(0))).value())
                .isEqualTo(240);
        crm.schema()
                .alterAttribute(
                        FIRM,
                        "open",
                        rollup(BID, "firm").where(attr("state").eq("won")).count());
        assertThat(crm.records(FIRM).get(firms.get(0)).computedStatus("open")).contains(ComputedStatus.STALE);
        scheduler().runUntilIdle();
        assertThat(crm.records(FIRM).get(firms.get(1)).number("open")).isEqualByComparingTo("30");
        assertThat(crm.records(FIRM).get(firms.get(0)).number("open")).isEqualByComparingTo("0");
    }

    @Test
    @SpecRule("STO-1.10")
    @DisplayName("Writers of bids of the same firms in opposite orders do not wait for each other, and none fails")
    void writersDoNotMeet() {
        Crm crm = firmsAndBids();
        List<UUID> firms = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            firms.add(firm(crm, "f" + i).id());
        }
        List<Callable<Boolean>> writers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int number = i;
            writers.add(() -> {
                for (int round = 0; round < 5; round++) {
                    crm.useTransaction(inside -> {
                        for (int j = 0; j < firms.size(); j++) {
                            UUID firm = firms.get(number % 2 == 0 ? j : firms.size() - 1 - j);
                            bid(inside, "name", "b", "firm", firm, "score", 1);
                        }
                    });
                }
                return true;
            });
        }
        assertThat(AtOnce.run(writers))
                .allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        for (UUID firm : firms) {
            assertThat(settled(crm, firm).number("bids")).isEqualByComparingTo("20");
        }
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("Roll-ups of one workspace never see records of another")
    void workspacesStayApart() {
        Crm crm = firmsAndBids();
        UUID acme = firm(crm, "Acme").id();
        bid(crm, "name", "a", "firm", acme, "score", 1);
        Crm foreign = engine().workspace(newWorkspace()).as(Actor.user("eve"));
        foreign.schema().define(List.of(firms().build(), bids().build()));
        assertThatThrownBy(() -> bid(foreign, "name", "b", "firm", acme)).isInstanceOf(InvalidInputException.class);
        assertThat(settled(crm, acme).number("bids")).isEqualByComparingTo("1");
    }
}
