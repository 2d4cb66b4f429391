package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.formula;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.ComputedFault;
import dev.crmkit.model.ComputedStatus;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Sort;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Formulas: when they are computed, what they leave when they fail, and that they live through every change of the schema. Extend it, say how to get an empty
 * storage, and run it with JUnit.
 */
public abstract class FormulasTck extends EngineTck {
    private static final String OFFER = "offer";

    private boolean started;

    /** For subclasses. */
    protected FormulasTck() {}

    @BeforeEach
    final void start() {
        if (!started) {
            engine().start();
            started = true;
        }
    }

    private static ObjectSchema.Builder offers() {
        return ObjectSchema.named(OFFER)
                .attribute("name", text())
                .attribute("price", currency("EUR"))
                .attribute("count", number())
                .attribute("share", number())
                .attribute("stage", select("new", "won", "lost"))
                .attribute("rush", checkbox())
                .attribute("tags", multiSelect("a", "b"))
                .attribute("parts", number());
    }

    private Crm offering() {
        Crm crm = crm();
        crm.schema()
                .define(offers().attribute("worth", formula("total * coalesce(share, 1)"))
                        .attribute("total", formula("price * count"))
                        .attribute("label", formula("upper(name) & if(rush, ' !', '')"))
                        .attribute("each", formula("count / parts"))
                        .attribute("state", formula("switch(stage, 'won', 'closed', 'lost', 'closed', 'open')"))
                        .build());
        return crm;
    }

    private static CrmRecord offer(Crm crm, Object... pairs) {
        return crm.records(OFFER).create(values(pairs));
    }

    private static Map<String, @Nullable Object> values(Object... pairs) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            values.put((String) pairs[i], pairs[i + 1]);
        }
        return values;
    }

    private static Map<String, Object> euros(String amount) {
        return Map.of("amount", new BigDecimal(amount), "currency", "EUR");
    }

    private static List<Violation> refused(ThrowingCallable call) {
        List<Violation> violations = new ArrayList<>();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(InvalidInputException.class, e -> violations.addAll(e.violations()));
        return violations;
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("A formula is computed with the write that changes what it reads, and says so in the event")
    void computedAtOnce() {
        Crm crm = offering();
        CrmRecord offer =
                offer(crm, "name", "Roof", "price", 100, "count", 3, "share", new BigDecimal("0.5"), "rush", true);
        assertThat(offer.value("total")).isEqualTo(euros("300.00"));
        assertThat(offer.value("worth")).isEqualTo(euros("150.00"));
        assertThat(offer.text("label")).isEqualTo("ROOF !");
        assertThat(offer.text("state")).isEqualTo("open");
        assertThat(offer.value("each")).isNull();
        for (String formula : List.of("total", "worth", "label", "state", "each")) {
            assertThat(offer.computedStatus(formula)).as(formula).contains(ComputedStatus.FRESH);
            assertThat(offer.computedFault(formula)).as(formula).isEmpty();
        }
        assertThat(offer.source("total").orElseThrow().actor()).isEqualTo(Actor.system());
        assertThat(offer.source("price").orElseThrow().actor()).isEqualTo(Actor.user("ada"));

        CrmRecord patched = crm.records(OFFER).patch(offer.id(), Map.of("count", 4));
        assertThat(patched.value("total")).isEqualTo(euros("400.00"));
        assertThat(patched.value("worth")).isEqualTo(euros("200.00"));
        assertThat(patched.version()).isEqualTo(2);
        assertThat(crm.records(OFFER).get(offer.id())).isEqualTo(patched);
        CrmEvent event =
                crm.timeline().of(offer.id(), TimelineQuery.all()).items().get(0);
        assertThat(event.changes().keySet()).containsExactlyInAnyOrder("count", "total", "worth");

        assertThat(crm.records(OFFER).patch(offer.id(), Map.of("count", 4)).version())
                .as("REC-3")
                .isEqualTo(2);
        assertThat(crm.records(OFFER).archive(offer.id()).value("total")).isEqualTo(euros("400.00"));
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Bulk calls compute too")
    void bulk() {
        Crm crm = offering();
        List<Map<String, @Nullable Object>> inputs = IntStream.range(0, 60)
                .mapToObj(i -> values("name", "o" + i, "price", 10, "count", i))
                .toList();
        List<CrmRecord> made = crm.records(OFFER).createAll(inputs);
        assertThat(made)
                .allSatisfy(offer -> assertThat(offer.number("total"))
                        .isEqualByComparingTo(
                                Objects.requireNonNull(offer.number("count")).multiply(BigDecimal.TEN)));
        crm.records(OFFER)
                .bulk()
                .patch(
                        made.stream()
                                .map(offer -> BulkPatch.of(offer.id(), Map.of("price", 20)))
                                .toList(),
                        BulkOptions.atomic());
        assertThat(crm.records(OFFER).list(ListQuery.all().limit(100)).items())
                .allSatisfy(offer -> assertThat(offer.number("total"))
                        .isEqualByComparingTo(
                                Objects.requireNonNull(offer.number("count")).multiply(new BigDecimal(20))));
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("Nobody but the engine writes a formula, and no rule for values goes with it")
    void readOnly() {
        Crm crm = offering();
        assertThat(refused(() -> offer(crm, "total", 5)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY));
        UUID id = offer(crm, "price", 1, "count", 2).id();
        assertThat(refused(() -> crm.records(OFFER).patch(id, Map.of("total", 5))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY));
        assertThat(refused(() -> crm.schema()
                        .addAttribute(
                                OFFER, "x", formula("count").required().unique().defaultValue(3))))
                .extracting(Violation::path)
                .containsExactly("x.required", "x.unique", "x.default");
        assertThat(refused(
                        () -> crm.schema().retypeAttribute(OFFER, "tags", formula("count"), UnconvertibleValues.EMPTY)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.SCHEMA_CHANGE_REFUSED));
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName("What fails is empty and says why; what reads it fails for the same reason, until the cause is gone")
    void failures() {
        Crm crm = offering();
        crm.schema().addAttribute(OFFER, "twice", formula("each * 2"));
        crm.schema().addAttribute(OFFER, "safe", formula("if_error(each, -1)"));
        CrmRecord offer = offer(crm, "count", 3, "parts", 0);
        for (String formula : List.of("each", "twice")) {
            assertThat(offer.value(formula)).isNull();
            assertThat(offer.computedStatus(formula)).contains(ComputedStatus.FAILED);
            assertThat(offer.computedFault(formula))
                    .contains(new ComputedFault("DIVISION_BY_ZERO", "'/' at character 7 divides by zero"));
        }
        assertThat(offer.number("safe")).isEqualByComparingTo("-1");
        assertThat(crm.records(OFFER).get(offer.id())).isEqualTo(offer);
        CrmRecord mended = crm.records(OFFER).patch(offer.id(), Map.of("parts", 2));
        assertThat(mended.number("twice")).isEqualByComparingTo("3");
        assertThat(mended.computedStatus("twice")).contains(ComputedStatus.FRESH);
        assertThat(mended.computedFault("twice")).isEmpty();
        CrmRecord dollars = crm.records(OFFER)
                .patch(
                        offer.id(),
                        Map.of("price", Map.of("amount", 5, "currency", "USD"), "name", "x".repeat(255), "rush", true));
        assertThat(dollars.value("total")).isEqualTo(Map.of("amount", new BigDecimal("15.00"), "currency", "USD"));
        assertThat(dollars.computedFault("label").orElseThrow().code()).isEqualTo("TEXT_TOO_LONG");
    }

    @Test
    @SpecRule("QRY-4")
    @DisplayName("Formulas filter, sort, group and add up like values that people wrote")
    void queried() {
        Crm crm = offering();
        for (int i = 1; i <= 5; i++) {
            offer(crm, "name", "o" + i, "price", 100, "count", i, "stage", i % 2 == 0 ? "won" : "new");
        }
        offer(crm, "name", "none");
        assertThat(crm.records(OFFER)
                        .list(ListQuery.where(
                                        attr("total").gte(200).and(attr("state").eq("OPEN")))
                                .orderBy(Sort.desc("total")))
                        .items())
                .extracting(CrmRecord::displayName)
                .containsExactly("o5", "o3");
        assertThat(crm.records(OFFER)
                        .list(ListQuery.where(attr("total").isEmpty()))
                        .items())
                .extracting(CrmRecord::displayName)
                .containsExactly("none");
        assertThat(crm.records(OFFER)
                        .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("total"))
                                .groupBy(GroupKey.of("state")))
                        .groups())
                .satisfiesExactly(
                        closed -> {
                            assertThat(closed.keys()).containsExactly("closed");
                            assertThat(closed.values()).containsExactly(2L, Map.of("EUR", new BigDecimal(600)));
                        },
                        open -> {
                            assertThat(open.keys()).containsExactly("open");
                            assertThat(open.values()).containsExactly(4L, Map.of("EUR", new BigDecimal(900)));
                        });
    }

    @Test
    @SpecRule("VAL-3")
    @DisplayName("Names change under a formula, which goes on and shows the new ones")
    void renames() {
        Crm crm = offering();
        UUID id = offer(crm, "price", 10, "count", 2).id();
        crm.schema().renameAttribute(OFFER, "count", "pieces");
        crm.schema().renameAttribute(OFFER, "total", "sum");
        assertThat(formulaText(crm, "sum")).isEqualTo("price * pieces");
        assertThat(formulaText(crm, "worth")).isEqualTo("sum * coalesce(share, 1)");
        assertThat(formulaText(crm, "each")).isEqualTo("pieces / parts");
        CrmRecord offer = crm.records(OFFER).patch(id, Map.of("pieces", 3));
        assertThat(offer.value("worth")).isEqualTo(euros("30.00"));
        assertThat(offer.computedStatus("worth")).contains(ComputedStatus.FRESH);
        crm.schema().addAttribute(OFFER, "count", number());
        assertThat(crm.records(OFFER).patch(id, Map.of("count", 9)).value("worth"))
                .isEqualTo(euros("30.00"));
        crm.schema().renameAttribute(OFFER, "pieces", "and");
        assertThat(formulaText(crm, "sum")).isEqualTo("price * {and}");
        assertThat(crm.records(OFFER).patch(id, Map.of("and", 4)).value("sum")).isEqualTo(euros("40.00"));
    }

    private static Object formulaText(Crm crm, String attribute) {
        return crm.schema()
                .get(OFFER)
                .findAttribute(attribute)
                .map(CrmAttribute::spec)
                .map(AttributeSpec::config)
                .map(config -> config.get("formula"))
                .orElseThrow();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("A definition tells all its faults with their places, and a circle with its path")
    void definitionFaults() {
        Crm crm = offering();
        List<Violation> faults = refused(() -> crm.schema()
                .define(ObjectSchema.named("bill")
                        .attribute("name", text())
                        .attribute("tags", multiSelect("a"))
                        .attribute("bad", formula("name + amnt"))
                        .attribute("worse", formula("upper(tags"))
                        .attribute("set", formula("is_empty(tags)"))
                        .attribute("a", formula("b + 1"))
                        .attribute("b", formula("c * 2"))
                        .attribute("c", formula("a"))
                        .build()));
        assertThat(faults).extracting(Violation::path).contains("bad.formula", "worse.formula", "set.formula", "a");
        assertThat(faults)
                .extracting(Violation::message)
                .anyMatch(message -> message.startsWith("at character 8: 'amnt' is not an attribute of 'bill'."))
                .anyMatch(message -> message.contains("expected , or ), not the end"))
                .anyMatch(message -> message.contains("'tags' is of type MULTI_SELECT"))
                .anyMatch(message -> message.contains("bill.a -> bill.b -> bill.c -> bill.a"));
        assertThat(crm.schema().find("bill")).isEmpty();

        assertThat(refused(() -> crm.schema().alterAttribute(OFFER, "total", formula("worth"))))
                .anyMatch(fault -> fault.code() == ErrorCode.VALUE_CYCLE
                        && fault.message().contains("offer.worth -> offer.total -> offer.worth"));
        assertThat(refused(() -> crm.schema().alterAttribute(OFFER, "each", formula("upper(name)"))))
                .singleElement()
                .satisfies(
                        fault -> assertThat(fault.message()).contains("NUMBER").contains("TEXT"));
        assertThat(refused(() -> crm.schema().deleteAttribute(OFFER, "count")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.SCHEMA_CHANGE_REFUSED);
                    assertThat(fault.message()).contains("offer.total").contains("offer.each");
                });
        assertThat(refused(() -> crm.schema().retypeAttribute(OFFER, "count", text(), UnconvertibleValues.EMPTY)))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("offer.total"));
        crm.schema().deleteAttribute(OFFER, "worth");
        crm.schema().deleteAttribute(OFFER, "total");
        crm.schema().deleteAttribute(OFFER, "each");
        crm.schema().deleteAttribute(OFFER, "count");
    }

    @Test
    @SpecRule("VAL-6")
    @DisplayName("A formula can name the record, and what it gives can become a value that people write")
    void namesTheRecord() {
        Crm crm = offering();
        crm.schema().alter(OFFER, ObjectChange.none().primary("label"));
        CrmRecord offer = offer(crm, "name", "roof");
        assertThat(offer.displayName()).isEqualTo("ROOF");
        assertThat(crm.records(OFFER).patch(offer.id(), Map.of("rush", true)).displayName())
                .isEqualTo("ROOF !");
        crm.schema().retypeAttribute(OFFER, "label", text(), UnconvertibleValues.REFUSE);
        assertThat(crm.records(OFFER)
                        .patch(offer.id(), Map.of("label", "By hand"))
                        .displayName())
                .isEqualTo("By hand");
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName(
            "Records that are there are pending or stale until the workers come, archived ones too; the last definition counts")
    void backFill() {
        Crm crm = offering();
        List<Map<String, @Nullable Object>> inputs = IntStream.range(0, 450)
                .mapToObj(i -> values("name", "o" + i, "price", 1, "count", i))
                .toList();
        List<CrmRecord> made = crm.records(OFFER).createAll(inputs);
        UUID archived = crm.records(OFFER).archive(made.get(7).id()).id();
        crm.schema().addAttribute(OFFER, "half", formula("count / 2"));
        assertThat(crm.records(OFFER).get(made.get(3).id()).computedStatus("half"))
                .contains(ComputedStatus.PENDING);
        assertThat(crm.records(OFFER).get(made.get(3).id()).computedStatus("total"))
                .contains(ComputedStatus.FRESH);
        assertThat(crm.records(OFFER)
                        .patch(made.get(3).id(), Map.of("name", "named"))
                        .number("half"))
                .isEqualByComparingTo("1.5");
        scheduler().runUntilIdle();
        for (CrmRecord offer :
                crm.records(OFFER).list(ListQuery.all().limit(1000)).items()) {
            assertThat(offer.computedStatus("half")).contains(ComputedStatus.FRESH);
            assertThat(Objects.requireNonNull(offer.number("half")).multiply(new BigDecimal(2)))
                    .isEqualByComparingTo(offer.number("count"));
        }
        assertThat(crm.records(OFFER).get(archived).number("half")).isEqualByComparingTo("3.5");
        long version = crm.records(OFFER).get(archived).version();

        crm.schema().alterAttribute(OFFER, "half", formula("count / 2 + 1"));
        assertThat(crm.records(OFFER).get(archived).computedStatus("half")).contains(ComputedStatus.STALE);
        crm.schema().alterAttribute(OFFER, "half", formula("count   /   2"));
        scheduler().runUntilIdle();
        CrmRecord after = crm.records(OFFER).get(archived);
        assertThat(after.computedStatus("half")).contains(ComputedStatus.FRESH);
        assertThat(after.number("half")).isEqualByComparingTo("3.5");
        assertThat(after.version()).as("nothing became another value").isEqualTo(version);
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName("Days of instants are those of the workspace's zone, also after it changes")
    void zones() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named(OFFER)
                        .attribute("name", text())
                        .attribute("at", timestamp())
                        .attribute("on", formula("date_of(at)"))
                        .build());
        UUID id = offer(crm, "at", Instant.parse("2026-03-01T23:30:00Z")).id();
        assertThat(crm.records(OFFER).get(id).date("on")).hasToString("2026-03-01");
        crm.configure(crm.settings().zone(ZoneId.of("Europe/Vienna")));
        assertThat(crm.records(OFFER).get(id).computedStatus("on")).contains(ComputedStatus.STALE);
        scheduler().runUntilIdle();
        assertThat(crm.records(OFFER).get(id).date("on")).hasToString("2026-03-02");
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("A merge computes from the values that win, and its undoing from those that were before")
    void merges() {
        Crm crm = offering();
        UUID first = offer(crm, "name", "first", "price", 10).id();
        UUID second = offer(crm, "name", "second", "count", 5).id();
        assertThat(refused(() -> crm.merges().merge(first, List.of(second), Map.of("total", MergeChoice.of(second)))))
                .singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY));
        MergeResult merged = crm.merges().merge(first, List.of(second));
        assertThat(crm.records(OFFER).get(first).value("total")).isEqualTo(euros("50.00"));
        crm.merges().unmerge(merged.mergeId());
        assertThat(crm.records(OFFER).get(first).value("total")).isNull();
        assertThat(crm.records(OFFER).get(first).computedStatus("total")).contains(ComputedStatus.FRESH);
        assertThat(crm.records(OFFER).get(second).text("label")).isEqualTo("SECOND");
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("A formula has rules of its own; from whom something is hidden its text is hidden too")
    void permissions() {
        Crm crm = offering();
        UUID id = offer(crm, "name", "Roof", "price", 10, "count", 2).id();
        crm.members().put(Member.of(Actor.user("ada"), Role.OWNER));
        crm.members()
                .roles()
                .put(Role.named("clerk")
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(
                                OFFER,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.all())
                                        .allow(Verb.UPDATE, Reach.all())
                                        .hide("price", "worth")));
        crm.members().put(Member.of(Actor.user("bob"), "clerk"));
        Crm bob = crm(Actor.user("bob"));
        CrmRecord seen = bob.records(OFFER).get(id);
        assertThat(seen.values()).containsKey("total").doesNotContainKeys("price", "worth");
        assertThat(seen.computedStatus("worth")).isEmpty();
        assertThat(bob.schema()
                        .get(OFFER)
                        .findAttribute("total")
                        .orElseThrow()
                        .spec()
                        .config())
                .doesNotContainKey("formula")
                .containsEntry("result", "CURRENCY");
        assertThat(bob.records(OFFER)
                        .list(ListQuery.where(attr("total").gte(5)))
                        .items())
                .hasSize(1);
        assertThat(bob.records(OFFER).patch(id, Map.of("count", 3)).value("total"))
                .isEqualTo(euros("30.00"));
        assertThat(crm.records(OFFER).get(id).value("worth")).isEqualTo(euros("30.00"));
        assertThat(crm.schema()
                        .get(OFFER)
                        .findAttribute("total")
                        .orElseThrow()
                        .spec()
                        .config())
                .containsEntry("formula", "price * count");
    }

    @Test
    @SpecRule("AI-1")
    @DisplayName("A formula over what a model computes waits with it")
    void overModels() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named(OFFER)
                        .attribute("name", text())
                        .attribute("boss", reference(OFFER))
                        .attribute("mood", Attributes.aiComputed("TEXT"))
                        .attribute("loud", formula("upper(coalesce(mood, 'quiet'))"))
                        .build());
        CrmRecord offer = offer(crm, "name", "Roof");
        assertThat(offer.text("loud")).isEqualTo("QUIET");
        assertThat(offer.computedStatus("loud")).contains(ComputedStatus.STALE);
    }
}
