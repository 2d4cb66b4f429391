package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.StagePosition;
import dev.crmkit.money.RateTable;
import dev.crmkit.pipeline.Forecast;
import dev.crmkit.pipeline.ForecastQuery;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.pipeline.StageMove;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.AggregateResult;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.record.CrmAttributeName;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.TypedRecords;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Pipelines: definitions, verdicts, history, closing, forecasts. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class PipelinesTck extends EngineTck {
    private static final String SALES = "sales";

    /** For subclasses. */
    protected PipelinesTck() {}

    /** Five stages; the fourth is won, the fifth is lost. */
    private static Pipeline sales() {
        return Pipeline.of(Sales.DEAL, SALES)
                .label("Sales")
                .amount("amount")
                .closeDate("close")
                .stage(Stage.open("new").state(OptionState.NOT_STARTED).probability("0.1"))
                .stage(Stage.open("qualified").probability("0.25"))
                .stage(Stage.open("proposal").probability("0.5"))
                .stage(Stage.won("won"))
                .stage(Stage.lost("lost"));
    }

    private Crm with(Pipeline... pipelines) {
        Crm crm = Sales.in(crm());
        Arrays.stream(pipelines).forEach(crm.pipelines()::define);
        return crm;
    }

    private static CrmRecord deal(Crm crm, String name, @Nullable String stage) {
        return crm.records(Sales.DEAL)
                .create(stage == null ? Map.of("name", name) : Map.of("name", name, "@stage", stage));
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code())
                                .as(refused.getMessage())
                                .isEqualTo(code));
    }

    private static List<Violation> faults(ThrowingCallable call) {
        return catchThrowableOfType(InvalidInputException.class, call).violations();
    }

    private static List<String> names(Crm crm, ListQuery query) {
        return crm.records(Sales.DEAL).list(query).items().stream()
                .map(CrmRecord::displayName)
                .toList();
    }

    private static List<CrmEvent> events(Crm crm, UUID record, String type) {
        return crm.timeline().of(record, TimelineQuery.all().types(type)).items();
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("An object has several pipelines in an order; new records begin in the first that is active and not"
            + " optional")
    void severalPipelines() {
        Crm crm = with(sales(), Pipeline.of(Sales.DEAL, "renewals").stage(Stage.open("due")));
        crm.pipelines().define(Pipeline.of(Sales.DEAL, "escrow").asOptional().stage(Stage.open("held")));

        assertThat(crm.pipelines().list(Sales.DEAL))
                .extracting(Pipeline::key)
                .containsExactly(SALES, "renewals", "escrow");
        assertThat(crm.pipelines().get(Sales.DEAL, SALES)).isEqualTo(sales());
        assertThat(crm.pipelines().find(Sales.DEAL, "none")).isEmpty();
        assertThat(deal(crm, "A", null).position()).contains(new StagePosition(SALES, "new", clock().instant(), null));

        crm.pipelines().reorder(Sales.DEAL, List.of("escrow", "renewals", SALES));
        assertThat(deal(crm, "B", null).position().orElseThrow().fullStage()).isEqualTo("renewals/due");
        crm.pipelines().archive(Sales.DEAL, "renewals");
        assertThat(deal(crm, "C", null).pipeline()).isEqualTo(SALES);
        assertRefused(() -> deal(crm, "D", "renewals/due"), ErrorCode.STAGE_MOVE_REFUSED);
        assertThat(deal(crm, "E", "escrow/held").stage()).isEqualTo("held");
        assertThat(crm.records(Sales.DEAL)
                        .create(Map.of("name", "F", "@pipeline", "escrow"))
                        .stage())
                .isEqualTo("held");
        crm.pipelines().restore(Sales.DEAL, "renewals");
        assertThat(deal(crm, "G", "renewals/due").pipeline()).isEqualTo("renewals");

        assertThat(crm.records(Sales.TASK).create(Map.of("name", "T")).position())
                .isEmpty();
        assertRefused(
                () -> crm.records(Sales.TASK).create(Map.of("name", "T", "@stage", "new")),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertRefused(() -> crm.pipelines().get(Sales.DEAL, "sale"), ErrorCode.PIPELINE_NOT_FOUND);
        assertRefused(() -> crm.pipelines().reorder(Sales.DEAL, List.of(SALES)), ErrorCode.PIPELINE_CHANGE_REFUSED);
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("A copy has the stages and rules of the other; records in an archived pipeline go on")
    void copies() {
        Crm crm = with(sales().enforced());
        UUID deal = deal(crm, "A", null).id();
        Pipeline copy = crm.pipelines().copy(Sales.DEAL, SALES, "upsell", "Upsell");
        assertThat(copy.stages()).isEqualTo(sales().stages());
        assertThat(copy.mode()).isEqualTo(Pipeline.Mode.ENFORCED);
        assertThat(copy.label()).isEqualTo("Upsell");
        crm.pipelines().archive(Sales.DEAL, SALES);
        assertThat(crm.pipelines().get(Sales.DEAL, SALES).active()).isFalse();
        assertThat(crm.pipelines().move(deal, "qualified").stage()).isEqualTo("qualified");
        assertThat(crm.pipelines().move(deal, "upsell/new").pipeline()).isEqualTo("upsell");
        assertRefused(() -> crm.pipelines().move(deal, "sales/new"), ErrorCode.STAGE_MOVE_REFUSED);
        assertRefused(() -> crm.pipelines().forceMove(deal, "sales/new"), ErrorCode.STAGE_MOVE_REFUSED);
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("ENFORCED lets a record go to the next stage or to a failed one, and begin in the first or in one that"
            + " says so")
    void enforced() {
        Crm crm = with(sales().enforced()
                .replace(Stage.open("proposal").probability("0.5").asStartable()));
        UUID deal = deal(crm, "A", null).id();
        assertRefused(() -> crm.pipelines().move(deal, "proposal"), ErrorCode.STAGE_MOVE_REFUSED);
        assertRefused(() -> crm.pipelines().move(deal, "won"), ErrorCode.STAGE_MOVE_REFUSED);
        assertThat(crm.pipelines().move(deal, "qualified").stage()).isEqualTo("qualified");
        assertRefused(() -> crm.pipelines().move(deal, "new"), ErrorCode.STAGE_MOVE_REFUSED);
        assertRefused(() -> crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "won")), ErrorCode.STAGE_MOVE_REFUSED);
        assertThat(crm.records(Sales.DEAL)
                        .patch(deal, Map.of("@stage", "sales/lost"))
                        .stage())
                .isEqualTo("lost");

        assertThat(deal(crm, "B", "proposal").stage()).isEqualTo("proposal");
        assertThat(faults(() -> crm.records(Sales.DEAL)
                        .createAll(List.of(
                                Map.of("name", "C", "@stage", "qualified"),
                                Map.of("name", "D"),
                                Map.of("@stage", "won")))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("records[0].@stage", ErrorCode.STAGE_MOVE_REFUSED),
                        tuple("records[2].name", ErrorCode.VALUE_REQUIRED),
                        tuple("records[2].@stage", ErrorCode.STAGE_MOVE_REFUSED));
        assertThat(faults(() -> crm.pipelines().move(deal(crm, "E", null).id(), "proposal")))
                .singleElement()
                .satisfies(fault -> assertThat(fault.message()).contains("'qualified'", "'lost'"));
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("FLEXIBLE lets a record go from every stage to every other; an unknown stage names the choices")
    void flexible() {
        Crm crm = with(sales());
        UUID deal = deal(crm, "A", "proposal").id();
        for (String stage : List.of("new", "won", "lost", "qualified", "sales/proposal", "new")) {
            assertThat(crm.pipelines()
                            .move(deal, stage)
                            .position()
                            .orElseThrow()
                            .fullStage())
                    .endsWith(stage);
        }
        assertThat(faults(() -> crm.pipelines().move(deal, "qualifed")))
                .singleElement()
                .satisfies(fault -> {
                    assertThat(fault.code()).isEqualTo(ErrorCode.VALUE_UNKNOWN_OPTION);
                    assertThat(fault.message()).contains("'qualified'", "new, qualified, proposal, won, lost");
                });
        assertRefused(() -> crm.pipelines().move(deal, "sale/new"), ErrorCode.VALUE_UNKNOWN_OPTION);
        assertRefused(() -> crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "")), ErrorCode.VALUE_REQUIRED);
        assertRefused(
                () -> crm.records(Sales.DEAL).patch(deal, Map.of("@closed_at", "2026-01-01T00:00:00Z")),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertRefused(
                () -> crm.records(Sales.DEAL).patch(deal, Map.of("@pipeline", "other", "@stage", "sales/new")),
                ErrorCode.VALUE_MALFORMED);
        assertRefused(() -> crm.pipelines().move(UUID.randomUUID(), "new"), ErrorCode.RECORD_NOT_FOUND);
        crm.records(Sales.DEAL).archive(deal);
        assertRefused(() -> crm.pipelines().move(deal, "won"), ErrorCode.RECORD_ARCHIVED);
        assertThat(crm.records(Sales.DEAL).restore(deal).stage()).isEqualTo("new");
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("A forced move needs its own power, and history and event say that it was forced")
    void forced() {
        Crm owner = with(sales().enforced().replace(Stage.won("won").requires("amount")));
        Crm eve = member(owner, "eve", ObjectRules.all());
        UUID deal = deal(eve, "A", null).id();
        assertRefused(() -> eve.pipelines().forceMove(deal, "won"), ErrorCode.FORBIDDEN);
        assertThat(eve.records(Sales.DEAL).get(deal).stage()).isEqualTo("new");
        assertThat(owner.pipelines().forceMove(deal, "won").stage()).isEqualTo("won");
        assertThat(owner.pipelines().history(deal))
                .extracting(
                        StageMove::from,
                        StageMove::to,
                        StageMove::way,
                        move -> move.by().id())
                .containsExactly(
                        tuple("sales/new", "sales/won", StageMove.Way.FORCED, "ada"),
                        tuple(null, "sales/new", StageMove.Way.ALLOWED, "eve"));
        assertThat(events(owner, deal, EventTypes.STAGE_CHANGED))
                .singleElement()
                .satisfies(event -> assertThat(event.details()).containsEntry("forced", true));
    }

    private Crm member(Crm owner, String name, ObjectRules rules, Power... powers) {
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("of " + name).everywhere(ObjectRules.all()).grant(powers));
        if (!rules.equals(ObjectRules.all())) {
            owner.members()
                    .roles()
                    .put(Role.named("of " + name)
                            .everywhere(ObjectRules.all())
                            .on(Sales.DEAL, rules)
                            .grant(powers));
        }
        owner.members().put(Member.of(Actor.user(name), "of " + name));
        return crm(Actor.user(name));
    }

    @Test
    @SpecRule("PIP-2")
    @DisplayName(
            "A stage asks for values on entry, for all at once and judged after the write; leaving them later is free")
    void requirements() {
        Crm crm = with(sales().replace(Stage.open("proposal").requires("amount", "close", "company")));
        UUID deal = deal(crm, "A", null).id();
        RecordStore deals = crm.records(Sales.DEAL);
        deals.patch(deal, Map.of("amount", 10));
        assertThat(faults(() -> crm.pipelines().move(deal, "proposal")))
                .extracting(Violation::path, Violation::code)
                .containsExactly(
                        tuple("close", ErrorCode.STAGE_REQUIREMENT_MISSING),
                        tuple("company", ErrorCode.STAGE_REQUIREMENT_MISSING));
        assertRefused(
                () -> deals.create(Map.of("name", "B", "@stage", "proposal", "amount", 1, "close", "2026-05-01")),
                ErrorCode.STAGE_REQUIREMENT_MISSING);
        UUID company = Sales.company(crm, "Acme").id();
        assertRefused(
                () -> deals.patch(
                        deal, Map.of("@stage", "proposal", "amount", "", "close", "2026-05-01", "company", company)),
                ErrorCode.STAGE_REQUIREMENT_MISSING);
        CrmRecord moved = deals.patch(deal, Map.of("@stage", "proposal", "close", "2026-05-01", "company", company));
        assertThat(moved.stage()).isEqualTo("proposal");
        assertThat(deals.patch(deal, Map.of("amount", "")).find("amount")).isEmpty();
        crm.schema().deleteAttribute(Sales.DEAL, "close");
        assertThat(crm.pipelines()
                        .get(Sales.DEAL, SALES)
                        .findStage("proposal")
                        .orElseThrow()
                        .requires())
                .containsExactly("amount", "company");
        crm.schema().renameAttribute(Sales.DEAL, "company", "customer");
        crm.pipelines().move(deal, "new");
        assertThat(faults(() -> crm.pipelines().move(deal, "proposal")))
                .extracting(Violation::path)
                .containsExactly("amount");
    }

    @Test
    @SpecRule({"PIP-2", "WSP-3"})
    @DisplayName("A requirement that the actor may not see is not named, and a pipeline does not show it")
    void hiddenRequirements() {
        Crm owner = with(sales().replace(Stage.open("proposal").requires("amount", "close")));
        Crm eve = member(owner, "eve", ObjectRules.all().hide("amount"));
        UUID deal = deal(eve, "A", null).id();
        assertThat(faults(() -> eve.pipelines().move(deal, "proposal")))
                .extracting(Violation::path)
                .containsExactly("@stage", "close");
        assertThatThrownBy(() -> eve.pipelines().move(deal, "proposal")).hasMessageNotContaining("amount");
        Pipeline seen = eve.pipelines().get(Sales.DEAL, SALES);
        assertThat(seen.amount()).isNull();
        assertThat(seen.findStage("proposal").orElseThrow().requires()).containsExactly("close");
        assertRefused(
                () -> eve.pipelines().forecast(ForecastQuery.of(Sales.DEAL, SALES)),
                ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE);
    }

    @Test
    @SpecRule("PIP-2")
    @DisplayName("Every fault of a definition is told at once")
    void definitionFaults() {
        Crm crm = with(sales());
        assertThat(faults(() -> crm.pipelines()
                        .define(Pipeline.of(Sales.DEAL, SALES)
                                .label(" ")
                                .amount("name")
                                .closeDate("closing")
                                .stage(Stage.won("won").probability("1.5"))
                                .stage(Stage.open("Won It").label("x".repeat(256)))
                                .stage(Stage.open("won").requires("amnt", "name")))))
                .extracting(Violation::path, Violation::code)
                .containsExactlyInAnyOrder(
                        tuple("sales", ErrorCode.SCHEMA_DUPLICATE_SLUG),
                        tuple("sales.label", ErrorCode.VALUE_REQUIRED),
                        tuple("sales.amount", ErrorCode.SCHEMA_INVALID_CONFIG),
                        tuple("sales.closeDate", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE),
                        tuple("sales.stages", ErrorCode.PIPELINE_CHANGE_REFUSED),
                        tuple("sales.won.probability", ErrorCode.VALUE_OUT_OF_RANGE),
                        tuple("sales.Won It", ErrorCode.SCHEMA_MALFORMED_SLUG),
                        tuple("sales.Won It.label", ErrorCode.VALUE_TOO_LONG),
                        tuple("sales.won", ErrorCode.SCHEMA_DUPLICATE_SLUG),
                        tuple("sales.won.requires", ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
        assertRefused(() -> crm.pipelines().define(Pipeline.of(Sales.DEAL, "empty")), ErrorCode.VALUE_OUT_OF_RANGE);
        assertRefused(
                () -> crm.pipelines().define(Pipeline.of("nothing", "x").stage(Stage.open("a"))),
                ErrorCode.SCHEMA_UNKNOWN_OBJECT);
        crm.schema().addAttribute(Sales.DEAL, "chance", Attributes.number());
        assertRefused(
                () -> crm.pipelines()
                        .alter(crm.pipelines().get(Sales.DEAL, SALES).probability("chance")),
                ErrorCode.SCHEMA_INVALID_CONFIG);
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("Every move writes history: from, to, when, who, how long; the same stage writes nothing")
    void history() {
        Crm crm = with(sales());
        UUID deal = deal(crm, "A", null).id();
        Instant begun = clock().instant();
        clock().advance(Duration.ofHours(30));
        CrmRecord moved = crm(Actor.importer("csv")).pipelines().move(deal, "proposal");
        clock().advance(Duration.ofDays(3));
        assertThat(crm.pipelines().move(deal, "sales/proposal")).isEqualTo(moved);
        assertThat(crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "proposal", "@pipeline", SALES)))
                .isEqualTo(moved);
        crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "won", "amount", 7));

        List<StageMove> history = crm.pipelines().history(deal);
        assertThat(history)
                .extracting(StageMove::from, StageMove::to, StageMove::at, StageMove::stayed, StageMove::by)
                .containsExactly(
                        tuple(
                                "sales/proposal",
                                "sales/won",
                                begun.plus(Duration.ofHours(102)),
                                Duration.ofDays(3),
                                Actor.user("ada")),
                        tuple(
                                "sales/new",
                                "sales/proposal",
                                begun.plus(Duration.ofHours(30)),
                                Duration.ofHours(30),
                                Actor.importer("csv")),
                        tuple(null, "sales/new", begun, null, Actor.user("ada")));
        Page<StageMove> first = crm.pipelines().history(deal, 2, null);
        assertThat(first.items()).isEqualTo(history.subList(0, 2));
        Page<StageMove> second = crm.pipelines().history(deal, 2, first.nextCursor());
        assertThat(second.items()).isEqualTo(history.subList(2, 3));
        assertThat(second.hasNext()).isFalse();
        assertThat(crm.pipelines().history(deal, 3, null).hasNext()).isFalse();
        assertRefused(() -> crm.pipelines().history(deal, 0, null), ErrorCode.QUERY_LIMIT);
        UUID other = deal(crm, "B", null).id();
        assertRefused(() -> crm.pipelines().history(other, 2, first.nextCursor()), ErrorCode.INVALID_CURSOR);
    }

    @Test
    @SpecRule({"PIP-3", "WSP-6"})
    @DisplayName(
            "Each move has its event with from and to, apart from other changes; a creation tells of its stage itself")
    void eventsOfMoves() {
        Crm crm = with(sales());
        UUID deal = deal(crm, "A", null).id();
        assertThat(events(crm, deal, EventTypes.RECORD_CREATED))
                .singleElement()
                .satisfies(event -> assertThat(event.changes().get("@stage"))
                        .satisfies(change -> assertThat(change.after()).isEqualTo("sales/new")));
        crm.pipelines().move(deal, "qualified");
        assertThat(events(crm, deal, EventTypes.RECORD_UPDATED)).isEmpty();
        crm.records(Sales.DEAL).patch(deal, Map.of("@stage", "won", "amount", 7));
        List<CrmEvent> moves = events(crm, deal, EventTypes.STAGE_CHANGED);
        assertThat(moves)
                .extracting(
                        CrmEvent::recordVersion,
                        event -> event.details().get("from"),
                        event -> event.details().get("to"),
                        event -> event.details().get("closed"),
                        event -> event.details().get("forced"))
                .containsExactly(
                        tuple(3L, "sales/qualified", "sales/won", true, false),
                        tuple(2L, "sales/new", "sales/qualified", false, false));
        assertThat(moves.get(0).changes()).containsOnlyKeys("@stage");
        assertThat(events(crm, deal, EventTypes.RECORD_UPDATED))
                .singleElement()
                .satisfies(event -> assertThat(event.changes()).containsOnlyKeys("amount"));
    }

    @Test
    @SpecRule("PIP-4")
    @DisplayName("Closing sets closed_at, and from one closed stage to another it stays")
    void closing() {
        Crm crm = with(sales());
        UUID deal = deal(crm, "A", null).id();
        clock().advance(Duration.ofHours(1));
        StagePosition won = crm.pipelines().move(deal, "won").position().orElseThrow();
        Instant closed = clock().instant();
        assertThat(won).isEqualTo(new StagePosition(SALES, "won", closed, closed));
        assertThat(won.isClosed()).isTrue();
        clock().advance(Duration.ofHours(1));
        assertThat(crm.pipelines().move(deal, "lost").position())
                .contains(new StagePosition(SALES, "lost", clock().instant(), closed));
        assertThat(deal(crm, "B", "won").position().orElseThrow().closedAt()).isEqualTo(clock().instant());
        assertThat(names(crm, ListQuery.where(attr("@closed_at").isNotEmpty()).orderBy(Sort.asc("@closed_at"))))
                .containsExactly("A", "B");
    }

    @Test
    @SpecRule("PIP-4")
    @DisplayName("Reopening needs the permission in both modes, clears closed_at and keeps the history")
    void reopening() {
        Crm owner = with(sales().enforced());
        Crm eve = member(owner, "eve", ObjectRules.all());
        Crm bob = member(owner, "bob", ObjectRules.all(), Power.REOPEN);
        for (Pipeline.Mode mode : Pipeline.Mode.values()) {
            owner.pipelines().alter(sales().mode(mode));
            UUID deal = deal(eve, "A", null).id();
            eve.pipelines().move(deal, "lost");
            assertRefused(() -> eve.pipelines().move(deal, "qualified"), ErrorCode.FORBIDDEN);
            assertRefused(() -> eve.records(Sales.DEAL).patch(deal, Map.of("@stage", "new")), ErrorCode.FORBIDDEN);
            StagePosition open =
                    bob.pipelines().move(deal, "qualified").position().orElseThrow();
            assertThat(open.closedAt()).isNull();
            assertThat(open.stage()).isEqualTo("qualified");
            assertThat(owner.pipelines().history(deal))
                    .extracting(StageMove::to)
                    .containsExactly("sales/qualified", "sales/lost", "sales/new");
            assertThat(events(owner, deal, EventTypes.STAGE_CHANGED).get(0).details())
                    .containsEntry("reopened", true);
        }
    }

    @Test
    @SpecRule("PIP-4")
    @DisplayName("A forecast adds up amounts times probability, the record's own or the stage's, per currency")
    void forecast() {
        Crm crm = Sales.in(crm());
        crm.schema().addAttribute(Sales.DEAL, "chance", Attributes.number(BigDecimal.ZERO, BigDecimal.valueOf(100)));
        crm.pipelines().define(sales().probability("chance"));
        crm.pipelines().define(Pipeline.of(Sales.DEAL, "other").amount("amount").stage(Stage.open("x")));
        RecordStore deals = crm.records(Sales.DEAL);
        deals.createAll(List.of(
                Map.of("name", "A", "amount", 100, "close", "2026-03-10", "@owner", "ada"),
                Map.of("name", "B", "amount", 1000, "close", "2026-03-31", "@stage", "proposal"),
                Map.of("name", "C", "amount", 200, "close", "2026-04-01", "chance", 90, "@owner", "ada"),
                Map.of("name", "D", "amount", new BigDecimal("0.5"), "chance", new BigDecimal("12.5")),
                Map.of("name", "E", "amount", Map.of("amount", 10, "currency", "USD"), "close", "2026-03-02"),
                Map.of("name", "No amount"),
                Map.of("name", "Won", "amount", 5000, "@stage", "won"),
                Map.of("name", "Elsewhere", "amount", 5000, "@stage", "other/x")));
        deals.archive(deals.create(Map.of("name", "Archived", "amount", 9999)).id());

        Forecast all = crm.pipelines().forecast(ForecastQuery.of(Sales.DEAL, SALES));
        assertThat(all.lines())
                .containsExactly(
                        line(null, null, null, "EUR", 4, "1300.5", "690.0625"),
                        line(null, null, null, "USD", 1, "10", "1"));
        assertThat(all.weighted("EUR")).isEqualByComparingTo("690.0625");

        LocalDate march = LocalDate.of(2026, 3, 1);
        LocalDate april = LocalDate.of(2026, 4, 1);
        assertThat(crm.pipelines()
                        .forecast(ForecastQuery.of(Sales.DEAL, SALES)
                                .by(ForecastQuery.By.MONTH, ForecastQuery.By.OWNER)
                                .where(attr("name").neq("D")))
                        .lines())
                .containsExactly(
                        line(march, null, "ada", "EUR", 1, "100", "10"),
                        line(march, null, null, "EUR", 1, "1000", "500"),
                        line(march, null, null, "USD", 1, "10", "1"),
                        line(april, null, "ada", "EUR", 1, "200", "180"));
        assertThat(crm.pipelines()
                        .forecast(
                                ForecastQuery.of(Sales.DEAL, SALES).by(ForecastQuery.By.STAGE, ForecastQuery.By.MONTH))
                        .lines())
                .containsExactly(
                        line(march, "new", null, "EUR", 1, "100", "10"),
                        line(march, "new", null, "USD", 1, "10", "1"),
                        line(march, "proposal", null, "EUR", 1, "1000", "500"),
                        line(april, "new", null, "EUR", 1, "200", "180"),
                        line(null, "new", null, "EUR", 1, "0.5", "0.0625"));
        crm.rates().put("today", new RateTable("EUR", Map.of("USD", new BigDecimal("0.9"))));
        assertThat(crm.pipelines()
                        .forecast(ForecastQuery.of(Sales.DEAL, SALES).convertedBy("today"))
                        .lines())
                .containsExactly(line(null, null, null, "EUR", 5, "1309.5", "690.9625"));

        assertThat(faults(() -> crm.pipelines()
                        .forecast(ForecastQuery.of(Sales.DEAL, "other")
                                .by(ForecastQuery.By.values())
                                .where(attr("amnt").eq(1))
                                .convertedBy("never"))))
                .extracting(Violation::path)
                .containsExactlyInAnyOrder("by", "by", "by", "amnt", "convertedBy");
        assertRefused(
                () -> crm.pipelines().forecast(ForecastQuery.of(Sales.DEAL, "none")), ErrorCode.PIPELINE_NOT_FOUND);
    }

    private static Forecast.Line line(
            @Nullable LocalDate month,
            @Nullable String stage,
            @Nullable String owner,
            String currency,
            long records,
            String amount,
            String weighted) {
        return new Forecast.Line(
                month, stage, owner, currency, records, new BigDecimal(amount), new BigDecimal(weighted));
    }

    @Test
    @SpecRule({"PIP-4", "WSP-3"})
    @DisplayName("A forecast is over the records that the actor reads")
    void forecastWithinReach() {
        Crm owner = with(sales());
        Crm eve = member(
                owner,
                "eve",
                ObjectRules.nothing()
                        .allow(Verb.READ, Reach.where(attr("@stage").eq("proposal"))));
        deal(owner, "A", null);
        owner.records(Sales.DEAL)
                .createAll(List.of(
                        Map.of("name", "B", "amount", 10), Map.of("name", "C", "amount", 20, "@stage", "proposal")));
        assertThat(eve.pipelines().forecast(ForecastQuery.of(Sales.DEAL, SALES)).lines())
                .containsExactly(line(null, null, null, "EUR", 1, "20", "10"));
        assertThat(names(eve, ListQuery.all())).containsExactly("C");
    }

    @Test
    @SpecRule("PIP-5")
    @DisplayName(
            "A stage is deleted only with a target, which takes its records with history and event, archived ones too")
    void deletingAStage() {
        Crm crm = with(sales().enforced());
        UUID a = deal(crm, "A", null).id();
        crm.pipelines().move(a, "qualified");
        UUID archived = deal(crm, "B", null).id();
        crm.pipelines().move(archived, "qualified");
        crm.records(Sales.DEAL).archive(archived);
        clock().advance(Duration.ofDays(2));

        assertRefused(
                () -> crm.pipelines().deleteStage(Sales.DEAL, SALES, "qualified", "qualified"),
                ErrorCode.PIPELINE_CHANGE_REFUSED);
        assertRefused(
                () -> crm.pipelines().deleteStage(Sales.DEAL, SALES, "qualified", "none"),
                ErrorCode.PIPELINE_NOT_FOUND);
        assertRefused(
                () -> crm.pipelines().deleteStage(Sales.DEAL, SALES, "none", "won"), ErrorCode.PIPELINE_NOT_FOUND);
        Pipeline after = crm.pipelines().deleteStage(Sales.DEAL, SALES, "qualified", "won");

        assertThat(after.stages()).extracting(Stage::key).containsExactly("new", "proposal", "won", "lost");
        for (UUID id : List.of(a, archived)) {
            assertThat(crm.records(Sales.DEAL).get(id).position())
                    .contains(new StagePosition(SALES, "won", clock().instant(), clock().instant()));
            assertThat(crm.pipelines().history(id).get(0))
                    .isEqualTo(new StageMove(
                            id,
                            "sales/qualified",
                            "sales/won",
                            clock().instant(),
                            Duration.ofDays(2),
                            Actor.user("ada"),
                            StageMove.Way.STAGE_DELETED));
            assertThat(events(crm, id, EventTypes.STAGE_CHANGED)).hasSize(2);
        }
        assertThat(crm.pipelines().move(deal(crm, "C", null).id(), "proposal").stage())
                .isEqualTo("proposal");
        assertRefused(
                () -> crm.pipelines().insertStage(Sales.DEAL, SALES, Stage.open("qualified"), null),
                ErrorCode.PIPELINE_CHANGE_REFUSED);
        assertRefused(() -> crm.pipelines().move(a, "qualified"), ErrorCode.VALUE_UNKNOWN_OPTION);
        assertThat(names(crm, ListQuery.where(attr("@stage").eq("sales/qualified"))))
                .isEmpty();
    }

    @Test
    @SpecRule({"PIP-4", "PIP-5"})
    @DisplayName("A change of a pipeline that would open closed records is refused, or needs the permission")
    void definitionsThatReopen() {
        Crm owner = with(sales());
        Crm eve = member(owner, "eve", ObjectRules.all(), Power.MANAGE_SCHEMA);
        UUID deal = deal(eve, "A", "lost").id();
        assertRefused(() -> eve.pipelines().deleteStage(Sales.DEAL, SALES, "lost", "new"), ErrorCode.FORBIDDEN);
        assertRefused(
                () -> owner.pipelines().alter(sales().replace(Stage.open("lost"))), ErrorCode.PIPELINE_CHANGE_REFUSED);
        owner.pipelines().deleteStage(Sales.DEAL, SALES, "lost", "new");
        assertThat(owner.records(Sales.DEAL).get(deal).position())
                .contains(new StagePosition(SALES, "new", clock().instant(), null));
        Pipeline seen = owner.pipelines().get(Sales.DEAL, SALES);
        assertThat(owner.pipelines().alter(seen.replace(Stage.open("won"))).findStage("won"))
                .contains(Stage.open("won"));
    }

    @Test
    @SpecRule("PIP-5")
    @DisplayName("Stages are inserted and put into another order in one call; moves and sorts follow")
    void reordering() {
        Crm crm = with(sales().enforced());
        UUID a = deal(crm, "A", null).id();
        UUID b = deal(crm, "B", null).id();
        crm.pipelines().move(b, "qualified");
        assertThat(names(crm, ListQuery.all().orderBy(Sort.asc("@stage")))).containsExactly("A", "B");

        assertThat(crm.pipelines()
                        .insertStage(Sales.DEAL, SALES, Stage.open("demo"), "qualified")
                        .stages())
                .extracting(Stage::key)
                .containsExactly("new", "demo", "qualified", "proposal", "won", "lost");
        assertRefused(() -> crm.pipelines().move(a, "qualified"), ErrorCode.STAGE_MOVE_REFUSED);
        assertThat(crm.pipelines()
                        .reorderStages(
                                Sales.DEAL, SALES, List.of("qualified", "demo", "new", "proposal", "won", "lost"))
                        .stages())
                .extracting(Stage::key)
                .startsWith("qualified", "demo", "new");
        assertThat(names(crm, ListQuery.all().orderBy(Sort.asc("@stage")))).containsExactly("B", "A");
        assertThat(crm.pipelines().move(a, "proposal").stage()).isEqualTo("proposal");
        assertRefused(
                () -> crm.pipelines().reorderStages(Sales.DEAL, SALES, List.of("new")),
                ErrorCode.PIPELINE_CHANGE_REFUSED);
        assertRefused(
                () -> crm.pipelines()
                        .reorderStages(
                                Sales.DEAL, SALES, List.of("won", "qualified", "demo", "new", "proposal", "lost")),
                ErrorCode.PIPELINE_CHANGE_REFUSED);
        assertRefused(
                () -> crm.pipelines().alter(sales().stage(Stage.open("more"))), ErrorCode.PIPELINE_CHANGE_REFUSED);
    }

    @Test
    @SpecRule("FLT-6")
    @DisplayName("Pipeline, stage, entry and closing filter and sort like attributes, also over a reference")
    void conditions() {
        Crm crm = with(
                sales(),
                Pipeline.of(Sales.DEAL, "renewals").stage(Stage.open("due")).stage(Stage.won("won")));
        deal(crm, "A", null);
        clock().advance(Duration.ofDays(20));
        deal(crm, "B", "won");
        UUID c = deal(crm, "C", "renewals/won").id();
        deal(crm, "D", "renewals/due");
        Map<Filter, List<String>> expected = Map.ofEntries(
                Map.entry(attr("@stage").eq("sales/won"), List.of("B")),
                Map.entry(attr("@stage").eq("won"), List.of("B", "C")),
                Map.entry(attr("@stage").neq("won"), List.of("A", "D")),
                Map.entry(attr("@stage").in("won", "due"), List.of("B", "C", "D")),
                Map.entry(attr("@stage").notIn("won", "due"), List.of("A")),
                Map.entry(attr("@stage").isEmpty(), List.of()),
                Map.entry(attr("@pipeline").eq("renewals"), List.of("C", "D")),
                Map.entry(attr("@closed_at").isEmpty(), List.of("A", "D")),
                Map.entry(attr("@stage_entered_at").lt(clock().instant().minus(Duration.ofDays(14))), List.of("A")));
        expected.forEach((filter, names) -> assertThat(names(crm, ListQuery.where(filter)))
                .as("%s", filter)
                .containsExactlyInAnyOrderElementsOf(names));
        assertThat(names(crm, ListQuery.all().orderBy(Sort.asc("@pipeline"), Sort.desc("@stage"))))
                .containsExactly("B", "A", "C", "D");
        crm.pipelines().reorder(Sales.DEAL, List.of("renewals", SALES));
        assertThat(names(crm, ListQuery.all().orderBy(Sort.asc("@stage")))).containsExactly("D", "C", "A", "B");
        crm.records(Sales.TASK).create(Map.of("name", "T", "deal", c));
        assertThat(crm.records(Sales.TASK)
                        .list(ListQuery.where(attr("deal.@stage")
                                .eq("won")
                                .and(attr("deal.@pipeline").neq(SALES)))))
                .hasSize(1);
        for (Filter faulty :
                List.of(attr("@stage").eq("wonn"), attr("@pipeline").eq("none"))) {
            assertRefused(() -> names(crm, ListQuery.where(faulty)), ErrorCode.VALUE_UNKNOWN_OPTION);
        }
        assertRefused(() -> names(crm, ListQuery.where(attr("@stage").gt("won"))), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        for (ListQuery query : List.of(
                ListQuery.where(attr("@stage").eq("won")), ListQuery.all().orderBy(Sort.asc("@stage")))) {
            assertRefused(() -> crm.records(Sales.TASK).list(query), ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        }
    }

    @Test
    @SpecRule({"QRY-4", "QRY-6"})
    @DisplayName(
            "A board is a group by stage, in the order of the stages, served by an index where the storage keeps any")
    void board() {
        Crm crm = with(sales());
        crm.records(Sales.DEAL)
                .createAll(IntStream.range(0, 40)
                        .mapToObj(i -> Map.of(
                                "name",
                                "Deal " + i,
                                "amount",
                                i,
                                "@stage",
                                i % 4 == 0 ? "won" : i % 4 == 1 ? "proposal" : "new"))
                        .toList());
        AggregateResult board = crm.records(Sales.DEAL)
                .aggregate(AggregateQuery.of(Measure.count(), Measure.sum("amount"))
                        .groupBy(GroupKey.of("@pipeline"), GroupKey.of("@stage")));
        assertThat(board.groups())
                .extracting(AggregateResult.Group::keys, group -> group.values().get(0))
                .containsExactly(
                        tuple(List.of(SALES, "sales/new"), 20L),
                        tuple(List.of(SALES, "sales/proposal"), 10L),
                        tuple(List.of(SALES, "sales/won"), 10L));
        assertThat(board.groups().get(2).values().get(1)).isEqualTo(Map.of("EUR", new BigDecimal("180")));
        Map<String, Boolean> indexed = crm.schema().indexed(Sales.DEAL);
        boolean indexes = Objects.requireNonNull(indexed.get("amount"));
        assertThat(indexed)
                .containsEntry("@stage", indexes)
                .containsEntry("@pipeline", indexes)
                .containsEntry("@closed_at", indexes);
        assertThat(crm.records(Sales.DEAL)
                        .explain(ListQuery.where(attr("@stage").eq("won")).orderBy(Sort.desc("@closed_at")))
                        .fields())
                .containsEntry("@stage", indexes)
                .containsEntry("@closed_at", indexes);
    }

    /** A view of {@link Sales#DEAL}. */
    @CrmMapping(Sales.DEAL)
    record DealView(
            @CrmId @Nullable UUID id,
            String name,
            @CrmAttributeName("@stage") @Nullable String stage,
            @CrmAttributeName("@pipeline") @Nullable String pipeline,
            @CrmAttributeName("@closed_at") @Nullable Instant closed) {}

    @Test
    @SpecRule("PIP-1")
    @DisplayName("A Java record sees its stage and moves by it, under the same rules")
    void typedViews() {
        Crm crm = with(sales().enforced());
        TypedRecords<DealView> deals = crm.records(DealView.class);
        DealView made = deals.create(new DealView(null, "A", null, null, null));
        assertThat(made.stage()).isEqualTo("new");
        assertThat(made.pipeline()).isEqualTo(SALES);
        DealView moved = deals.update(new DealView(made.id(), "A", "qualified", SALES, null));
        assertThat(moved.stage()).isEqualTo("qualified");
        assertThat(deals.update(moved)).isEqualTo(moved);
        assertRefused(() -> deals.update(new DealView(made.id(), "A", "new", null, null)), ErrorCode.INVALID_INPUT);
        assertThat(deals.update(new DealView(made.id(), "A", "lost", SALES, null))
                        .closed())
                .isEqualTo(clock().instant());
    }

    @Test
    @SpecRule({"PIP-1", "REC-7"})
    @DisplayName("In a merge the primary's stage wins; one that is filled or chosen is a move, with the same verdict")
    void merging() {
        Crm crm = with(sales().enforced().asOptional());
        RecordStore deals = crm.records(Sales.DEAL);
        UUID none = deal(crm, "None", null).id();
        UUID a = deal(crm, "A", "new").id();
        crm.pipelines().move(a, "qualified");
        UUID b = deal(crm, "B", "new").id();
        clock().advance(Duration.ofDays(1));

        assertThat(crm.merges().preview(a, List.of(b), Map.of()).conflicts()).contains("@stage");
        assertRefused(() -> crm.merges().merge(none, List.of(a)), ErrorCode.STAGE_MOVE_REFUSED);
        assertRefused(
                () -> crm.merges().merge(b, List.of(a), Map.of("@stage", MergeChoice.value("proposal"))),
                ErrorCode.STAGE_MOVE_REFUSED);
        assertRefused(
                () -> crm.merges().merge(b, List.of(none), Map.of("@stage", MergeChoice.of(none))),
                ErrorCode.VALUE_REQUIRED);
        assertRefused(
                () -> crm.merges().merge(a, List.of(b), Map.of("@pipeline", MergeChoice.of(b))),
                ErrorCode.VALUE_READ_ONLY);

        MergeResult won = crm.merges().merge(a, List.of(b));
        assertThat(won.survivor().stage()).isEqualTo("qualified");
        assertThat(crm.pipelines().history(a)).extracting(StageMove::record).containsExactly(b, a, a);
        assertThat(crm.pipelines().history(b)).isEqualTo(crm.pipelines().history(a));
        crm.merges().unmerge(won.mergeId());
        assertThat(crm.pipelines().history(b)).extracting(StageMove::record).containsExactly(b);

        MergeResult chosen = crm.merges().merge(b, List.of(a), Map.of("@stage", MergeChoice.of(a)));
        assertThat(chosen.survivor().stage()).isEqualTo("qualified");
        assertThat(crm.pipelines().history(b).get(0))
                .isEqualTo(new StageMove(
                        b,
                        "sales/new",
                        "sales/qualified",
                        clock().instant(),
                        Duration.ofDays(1),
                        Actor.user("ada"),
                        StageMove.Way.MERGED));
        crm.merges().unmerge(chosen.mergeId());
        assertThat(deals.get(b).stage()).isEqualTo("new");
        assertThat(deals.get(b).position().orElseThrow().enteredAt())
                .isEqualTo(clock().instant().minus(Duration.ofDays(1)));
        assertThat(deals.get(a).stage()).isEqualTo("qualified");
        assertThat(crm.pipelines().history(b).get(0).way()).isEqualTo(StageMove.Way.UNMERGED);

        MergeResult filled = crm.merges().merge(none, List.of(b));
        assertThat(filled.survivor().stage()).isEqualTo("new");
        crm.merges().unmerge(filled.mergeId());
        assertThat(deals.get(none).position()).isEmpty();
        assertThat(crm.pipelines().history(none).get(0).to()).isNull();
    }

    @Test
    @SpecRule({"PIP-5", "REC-7"})
    @DisplayName("Undoing a merge leaves a stage to which the survivor has moved since, and finds the successor of a"
            + " deleted one")
    void unmergingLater() {
        Crm crm = with(sales());
        RecordStore deals = crm.records(Sales.DEAL);
        UUID a = deal(crm, "A", "new").id();
        UUID b = deal(crm, "B", "qualified").id();
        UUID merge = crm.merges()
                .merge(a, List.of(b), Map.of("@stage", MergeChoice.of(b)))
                .mergeId();
        crm.pipelines().move(a, "proposal");
        crm.pipelines().deleteStage(Sales.DEAL, SALES, "qualified", "won");
        clock().advance(Duration.ofDays(1));
        crm.merges().unmerge(merge);
        assertThat(deals.get(a).stage()).isEqualTo("proposal");
        assertThat(deals.get(b).position())
                .contains(new StagePosition(SALES, "won", clock().instant(), clock().instant()));
        assertThat(crm.pipelines().history(b).get(0).way()).isEqualTo(StageMove.Way.STAGE_DELETED);
        assertThat(names(crm, ListQuery.where(attr("@stage").eq("won")))).containsExactly("B");

        UUID second = crm.merges()
                .merge(a, List.of(b), Map.of("@stage", MergeChoice.of(b)))
                .mergeId();
        crm.pipelines().deleteStage(Sales.DEAL, SALES, "proposal", "new");
        crm.merges().unmerge(second);
        assertThat(deals.get(a).position().orElseThrow())
                .satisfies(position -> assertThat(position.stage()).isEqualTo("new"))
                .satisfies(position -> assertThat(position.isClosed()).isFalse());
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName("Erasing a record erases its moves, those of records merged into it too")
    void erasing() {
        Crm crm = with(sales());
        UUID a = deal(crm, "A", null).id();
        UUID b = deal(crm, "B", null).id();
        UUID stays = deal(crm, "C", null).id();
        crm.pipelines().move(b, "won");
        crm.merges().merge(a, List.of(b));
        crm.records(Sales.DEAL).erase(a, "A");
        for (UUID id : List.of(a, b)) {
            assertThatThrownBy(() -> crm.pipelines().history(id)).isInstanceOf(NotFoundException.class);
        }
        assertThat(moves(List.of(a, b))).isZero();
        assertThat(moves(List.of(stays))).isEqualTo(1);
    }

    private int moves(List<UUID> records) {
        return storage()
                .inTransaction(
                        TransactionRequest.read(workspace()),
                        tx -> tx.moves().list(records, null, 10).size());
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName("Moving needs UPDATE, defining MANAGE_SCHEMA; a record out of reach is not there")
    void permissions() {
        Crm owner = with(sales());
        UUID open = deal(owner, "A", null).id();
        UUID won = deal(owner, "B", "won").id();
        Crm eve = member(
                owner,
                "eve",
                ObjectRules.nothing()
                        .allow(Verb.READ, Reach.where(attr("@closed_at").isEmpty()))
                        .allow(Verb.UPDATE, Reach.own()));
        assertRefused(() -> eve.pipelines().move(won, "lost"), ErrorCode.RECORD_NOT_FOUND);
        assertRefused(() -> eve.pipelines().history(won), ErrorCode.RECORD_NOT_FOUND);
        assertRefused(() -> eve.pipelines().move(open, "won"), ErrorCode.FORBIDDEN);
        assertThat(eve.pipelines().history(open)).hasSize(1);
        assertThat(eve.pipelines().list(Sales.DEAL)).hasSize(1);
        for (ThrowingCallable change : List.<ThrowingCallable>of(
                () -> eve.pipelines().define(Pipeline.of(Sales.DEAL, "x").stage(Stage.open("a"))),
                () -> eve.pipelines().alter(sales().label("Mine")),
                () -> eve.pipelines().reorder(Sales.DEAL, List.of(SALES)),
                () -> eve.pipelines().archive(Sales.DEAL, SALES),
                () -> eve.pipelines().copy(Sales.DEAL, SALES, "y", "Y"),
                () -> eve.pipelines().insertStage(Sales.DEAL, SALES, Stage.open("z"), null),
                () -> eve.pipelines().reorderStages(Sales.DEAL, SALES, List.of()),
                () -> eve.pipelines().deleteStage(Sales.DEAL, SALES, "won", "lost"))) {
            assertRefused(change, ErrorCode.FORBIDDEN);
        }
        assertThat(eve.timeline()
                        .list(TimelineQuery.all().types(EventTypes.PIPELINE_CHANGED))
                        .items())
                .isEmpty();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("Every change of a definition has its event with before and after; an equal one has none")
    void eventsOfDefinitions() {
        Crm crm = with(sales());
        crm.pipelines().alter(sales());
        crm.pipelines().restore(Sales.DEAL, SALES);
        crm.pipelines().reorder(Sales.DEAL, List.of(SALES));
        crm.pipelines().alter(sales().label("Selling").enforced());
        List<CrmEvent> events = crm.timeline()
                .list(TimelineQuery.all().types(EventTypes.PIPELINE_CHANGED))
                .items();
        assertThat(events).extracting(event -> event.details().get("change")).containsExactly("altered", "defined");
        assertThat(events.get(0).details()).containsEntry("object", Sales.DEAL).containsEntry("pipeline", SALES);
        assertThat(label(events.get(0), "before")).isEqualTo("Sales");
        assertThat(label(events.get(0), "after")).isEqualTo("Selling");
        assertThat(events.get(1).details()).doesNotContainKey("before");
    }

    private static @Nullable Object label(CrmEvent event, String name) {
        return event.details().get(name) instanceof Map<?, ?> document ? document.get("label") : null;
    }

    @Test
    @SpecRule("PIP-3")
    @DisplayName("Of many who move a record at once each sees what the one before left: the history is one chain")
    void races() {
        Crm crm = with(sales());
        UUID deal = deal(crm, "A", null).id();
        List<String> stages = List.of("qualified", "proposal", "qualified", "new", "proposal", "won");
        List<AtOnce.Outcome<CrmRecord>> outcomes = AtOnce.run(stages.stream()
                .map(stage -> (Callable<CrmRecord>) () -> crm.pipelines().move(deal, stage))
                .toList());
        assertThat(outcomes).allMatch(AtOnce.Outcome::isSuccess);
        CrmRecord now = crm.records(Sales.DEAL).get(deal);
        List<StageMove> history = crm.pipelines().history(deal);
        assertThat(history).hasSize((int) now.version());
        // Each stage was left as often as it was entered, but for the last one: so no move began where the record was
        // not.
        for (Stage stage : sales().stages()) {
            String full = "sales/" + stage.key();
            long entered =
                    history.stream().filter(move -> full.equals(move.to())).count();
            long left =
                    history.stream().filter(move -> full.equals(move.from())).count();
            assertThat(entered - left).as(full).isEqualTo(stage.key().equals(now.stage()) ? 1 : 0);
        }
        assertThat(history).filteredOn(move -> move.from() == null).hasSize(1);
    }

    @Test
    @SpecRule("PIP-1")
    @DisplayName("A pipeline comes to records that are there already: they are in none until they are moved")
    void recordsBeforeThePipeline() {
        Crm crm = Sales.in(crm());
        UUID old = crm.records(Sales.DEAL).create(Map.of("name", "Old")).id();
        crm.pipelines().define(sales().enforced());
        assertThat(crm.records(Sales.DEAL).get(old).position()).isEmpty();
        assertThat(names(crm, ListQuery.where(attr("@stage").isEmpty()))).containsExactly("Old");
        assertRefused(() -> crm.pipelines().move(old, "proposal"), ErrorCode.STAGE_MOVE_REFUSED);
        assertThat(crm.records(Sales.DEAL)
                        .patch(old, Map.of("@pipeline", SALES))
                        .stage())
                .isEqualTo("new");
        assertThat(crm.records(Sales.DEAL)
                        .count(ListQuery.where(attr("@stage").eq("new")).archived(ArchivedFilter.ALL))
                        .value())
                .isEqualTo(1);
    }
}
