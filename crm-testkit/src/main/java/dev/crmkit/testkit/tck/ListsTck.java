package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.timestamp;
import static dev.crmkit.query.Filter.and;
import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.query.ListQuery.where;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.WorkspaceSettings;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.list.CrmList;
import dev.crmkit.list.ListDifference;
import dev.crmkit.list.ListEntry;
import dev.crmkit.list.ListState;
import dev.crmkit.list.Lists;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Power;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.AggregateQuery;
import dev.crmkit.query.Filter;
import dev.crmkit.query.GroupKey;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Measure;
import dev.crmkit.query.Page;
import dev.crmkit.query.RelativeDate;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.HostEvent;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Lists of records, static and dynamic. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class ListsTck extends EngineTck {
    private static final Actor ADA = Actor.user("ada");
    private static final Actor BEN = Actor.user("ben");
    private static final Filter RETAIL = attr("industry").eq("retail");

    private boolean started;

    /** For subclasses. */
    protected ListsTck() {}

    /** How many records a list has that takes more than one portion; 1,100 where not said. */
    protected int recordsOfABigList() {
        return 1_100;
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    /** Lets time pass without the workers, and then lets them work. */
    private void moveTo(Instant instant) {
        clock().advanceTo(instant);
        work();
    }

    private static UUID company(Crm crm, String name, String industry) {
        return crm.records(Sales.COMPANY)
                .create(Map.of("name", name, "industry", industry))
                .id();
    }

    private static List<String> in(Crm crm, String object, String list) {
        return crm
                .records(object)
                .list(where(attr(SystemFields.LIST).in(list))
                        .orderBy(Sort.asc(SystemFields.DISPLAY_NAME))
                        .limit(1000))
                .items()
                .stream()
                .map(CrmRecord::displayName)
                .toList();
    }

    private static List<String> in(Crm crm, String list) {
        return in(crm, Sales.COMPANY, list);
    }

    /** What a record joined and left, the oldest first. */
    private static List<String> moves(Crm crm, UUID record) {
        List<String> moves = new ArrayList<>();
        for (CrmEvent event : events(crm, record)) {
            moves.add(
                    0,
                    event.type().substring("list.".length()) + " "
                            + event.details().get("list"));
        }
        return moves;
    }

    private static List<CrmEvent> events(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .filter(event -> event.type().startsWith("list."))
                .toList();
    }

    private static void refused(ErrorCode code, ThrowingCallable call) {
        assertThat(Refusals.codes("the call", call)).contains(code);
    }

    private static CrmList retail(Crm crm) {
        return crm.lists()
                .define(CrmList.of(Sales.COMPANY, "retail").label("Retail").dynamic(RETAIL));
    }

    // Static lists

    @Test
    @SpecRule({"REC-3", "REC-5", "WSP-6", "FLT-6"})
    @DisplayName("People put records into a static list and take them out, with one event for each that comes or goes")
    void staticLists() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        CrmList vip = crm.lists().define(CrmList.of(Sales.COMPANY, "vip").label("Very important"));

        assertThat(vip.isDynamic()).isFalse();
        assertThat(vip.owner()).isEqualTo("ada");
        assertThat(crm.lists().state("vip")).isEqualTo(ListState.CURRENT);
        assertThat(crm.lists().add("vip", List.of(acme, bolt, acme))).isEqualTo(2);
        assertThat(crm.lists().add("vip", List.of(acme))).isZero();
        assertThat(in(crm, "vip")).containsExactly("Acme", "Bolt");
        assertThat(crm.lists().remove("vip", List.of(bolt))).isEqualTo(1);
        assertThat(crm.lists().remove("vip", List.of(bolt))).isZero();
        assertThat(crm.lists().add("vip", List.of())).isZero();
        assertThat(in(crm, "vip")).containsExactly("Acme");
        assertThat(crm.lists().of(acme)).containsExactly("vip");
        assertThat(crm.lists().of(bolt)).isEmpty();
        assertThat(moves(crm, acme)).containsExactly("joined vip");
        assertThat(moves(crm, bolt)).containsExactly("joined vip", "left vip");
        assertThat(events(crm, acme)).allSatisfy(event -> {
            assertThat(event.actor()).isEqualTo(ADA);
            assertThat(event.recordVersion()).isEqualTo(1);
        });
    }

    @Test
    @SpecRule({"REC-5", "VAL-1", "REC-3", "WSP-6", "ERR-2"})
    @DisplayName("A static list says typed things of its records, which are checked like values and shown by name")
    void entries() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "visits")
                        .entryAttribute("reason", text().required())
                        .entryAttribute("weight", number())
                        .entryAttribute("mood", select("good", "bad")));

        assertThat(Refusals.codes(
                        "adding without a reason and with more",
                        () -> crm.lists()
                                .add(
                                        "visits",
                                        BulkTargets.of(List.of(acme)),
                                        Map.of("weight", "heavy", "mood", "odd", "height", 1))))
                .containsExactlyInAnyOrder(
                        ErrorCode.VALUE_REQUIRED,
                        ErrorCode.VALUE_WRONG_TYPE,
                        ErrorCode.VALUE_UNKNOWN_OPTION,
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThat(crm.lists()
                        .add(
                                "visits",
                                BulkTargets.matching(
                                        ListQuery.where(attr("name").in("Acme", "Bolt")), 5),
                                Map.of("reason", "fair", "weight", 3)))
                .isEqualTo(2);
        ListEntry changed = crm(BEN).lists().setEntry("visits", acme, Map.of("weight", "", "mood", "good"));
        assertThat(changed.values()).containsExactly(Map.entry("reason", "fair"), Map.entry("mood", "good"));
        assertThat(changed.addedBy()).isEqualTo(ADA);
        crm.lists().setEntry("visits", acme, Map.of("mood", "good"));
        refused(ErrorCode.VALUE_REQUIRED, () -> crm.lists().setEntry("visits", acme, Map.of("reason", " ")));

        Page<ListEntry> first = crm.lists().entries("visits", 1, null);
        Page<ListEntry> second = crm.lists().entries("visits", 1, first.nextCursor());
        assertThat(second.hasNext()).isFalse();
        assertThat(List.of(first.items().get(0), second.items().get(0)))
                .extracting(ListEntry::displayName)
                .containsExactlyInAnyOrder("Acme", "Bolt");
        assertThat(crm.lists().entries("visits", 10, null).items())
                .filteredOn(entry -> entry.record().equals(bolt))
                .singleElement()
                .satisfies(entry ->
                        assertThat(entry.values()).isEqualTo(Map.of("reason", "fair", "weight", new BigDecimal("3"))));
        assertThat(crm.lists().count("visits").value()).isEqualTo(2);
        List<CrmEvent> said = events(crm, acme);
        assertThat(said)
                .extracting(CrmEvent::type)
                .containsExactly(EventTypes.LIST_ENTRY_CHANGED, EventTypes.LIST_JOINED);
        assertThat(said.get(0).actor()).isEqualTo(BEN);
        assertThat(String.valueOf(said.get(0).details().get("changes")))
                .contains("weight", "mood")
                .doesNotContain("reason");
        assertThat(said.get(1).details())
                .containsEntry("values", Map.of("reason", "fair", "weight", new BigDecimal("3")));

        crm.lists().alter(crm.lists().get("visits").withoutEntryAttribute("mood"));
        crm.lists().alter(crm.lists().get("visits").entryAttribute("mood", select("good", "bad")));
        assertThat(crm.lists().setEntry("visits", acme, Map.of()).values()).containsOnlyKeys("reason");
        assertThatThrownBy(() -> crm.lists().setEntry("visits", company(crm, "Cup", "bank"), Map.of()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule({"REC-4", "REC-5", "ERR-2"})
    @DisplayName(
            "A static list takes live records of its object; archived ones hide in it and come back with their entries")
    void whatAStaticListTakes() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID gone = company(crm, "Gone", "tech");
        UUID person = crm.records(Sales.PERSON).create(Map.of("name", "Ann")).id();
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip").entryAttribute("why", text()));
        crm.records(Sales.COMPANY).archive(gone);

        assertThat(Refusals.codes(
                        "adding what does not belong",
                        () -> crm.lists().add("vip", List.of(acme, gone, person, UUID.randomUUID()))))
                .containsExactly(ErrorCode.RECORD_ARCHIVED, ErrorCode.VALUE_WRONG_TYPE, ErrorCode.RECORD_NOT_FOUND);
        assertThat(in(crm, "vip")).isEmpty();

        crm.lists().add("vip", BulkTargets.of(List.of(acme)), Map.of("why", "old friend"));
        crm.records(Sales.COMPANY).archive(acme);
        assertThat(in(crm, "vip")).isEmpty();
        assertThat(crm.lists().entries("vip", 10, null).items()).isEmpty();
        assertThat(crm.lists().count("vip").value()).isZero();
        crm.records(Sales.COMPANY).restore(acme);
        assertThat(crm.lists().entries("vip", 10, null).items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.values()).containsEntry("why", "old friend"));
        assertThat(moves(crm, acme)).containsExactly("joined vip");
    }

    // Dynamic lists

    @Test
    @SpecRule({"EVT-2", "WSP-6", "REC-3"})
    @DisplayName(
            "A dynamic list fills after it was defined, and follows each change with one event that names its cause")
    void dynamicLists() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        retail(crm);

        assertThat(crm.lists().state("retail")).isEqualTo(ListState.UPDATING);
        work();
        assertThat(crm.lists().state("retail")).isEqualTo(ListState.CURRENT);
        assertThat(in(crm, "retail")).containsExactly("Acme");
        crm.records(Sales.COMPANY).patch(bolt, Map.of("industry", "retail"));
        crm.records(Sales.COMPANY).patch(acme, Map.of("industry", "bank"));
        UUID cup = company(crm, "Cup", "retail");
        assertThat(in(crm, "retail")).containsExactly("Acme");
        work();
        assertThat(in(crm, "retail")).containsExactly("Bolt", "Cup");
        crm.records(Sales.COMPANY).patch(acme, Map.of("industry", "retail"));
        crm.records(Sales.COMPANY).patch(acme, Map.of("industry", "bank"));
        work();

        assertThat(moves(crm, acme)).containsExactly("joined retail", "left retail");
        assertThat(moves(crm, bolt)).containsExactly("joined retail");
        assertThat(moves(crm, cup)).containsExactly("joined retail");
        CrmEvent joined = events(crm, bolt).get(0);
        CrmEvent patched = crm.timeline().of(bolt, TimelineQuery.all()).items().stream()
                .filter(event -> event.type().equals(EventTypes.RECORD_UPDATED))
                .findFirst()
                .orElseThrow();
        assertThat(joined.actor().kind()).isEqualTo(ActorKind.SYSTEM);
        assertThat(joined.recordVersion()).isEqualTo(2);
        assertThat(joined.cause().causationId()).isEqualTo(patched.id());
        assertThat(joined.cause().rootId()).isEqualTo(patched.cause().rootId());
        assertThat(joined.cause().depth()).isEqualTo(1);
        assertThat(crm.lists().entries("retail", 10, null).items())
                .allSatisfy(entry -> assertThat(entry.addedBy()).isNull());
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().add("retail", List.of(acme)));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().remove("retail", List.of(bolt)));
    }

    @Test
    @SpecRule({"EVT-2", "EVT-11", "FLT-6"})
    @DisplayName("Whatever a condition names, and whoever changes it in whatever way, the list follows")
    void everyWayToChange() {
        Crm crm = Sales.in(crm());
        crm.schema().addAttribute(Sales.COMPANY, "lead", reference(Sales.PERSON));
        crm.pipelines()
                .define(Pipeline.of(Sales.COMPANY, "life")
                        .stage(Stage.open("new"))
                        .stage(Stage.won("won")));
        Map<String, Filter> conditions = new LinkedHashMap<>();
        conditions.put("named", attr(SystemFields.DISPLAY_NAME).startsWith("A"));
        conditions.put("owned", attr(SystemFields.OWNER).eq("ben"));
        conditions.put("assigned", attr(SystemFields.ASSIGNEE).eq("ben"));
        conditions.put("sourced", attr(SystemFields.SOURCE).eq("fair"));
        conditions.put("tagged", attr(SystemFields.TAG).containsAny(List.of("hot")));
        conditions.put("won", attr(SystemFields.STAGE).eq("won"));
        conditions.put("closed", attr(SystemFields.CLOSED_AT).isNotEmpty());
        conditions.put("entered", attr(SystemFields.STAGE_ENTERED_AT).gt(clock().instant()));
        conditions.put("updated", attr(SystemFields.UPDATED_AT).gt(clock().instant()));
        conditions.put("active", attr(SystemFields.LAST_ACTIVITY_AT).gt(clock().instant()));
        conditions.put("large", attr("employees").gte(100));
        conditions.put("labelled", attr("tags").containsAny(List.of("vip")));
        conditions.put("told", attr("about").contains("machines"));
        conditions.put("daughter", attr("parent").isNotEmpty());
        conditions.put("of_retail", attr("parent.industry").eq("retail"));
        conditions.put("led_by_ann", attr("lead.name").eq("Ann"));
        conditions.forEach((key, condition) ->
                crm.lists().define(CrmList.of(Sales.COMPANY, key).dynamic(condition)));
        UUID ann = crm.records(Sales.PERSON).create(Map.of("name", "Bea")).id();
        UUID mother = company(crm, "Mother", "tech");
        UUID firm = company(crm, "Firm", "tech");
        work();
        for (String key : conditions.keySet()) {
            assertThat(in(crm, key)).as(key).isEmpty();
        }
        clock().advance(Duration.ofMinutes(1));

        Map<String, Runnable> changes = new LinkedHashMap<>();
        changes.put("named", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("name", "A firm")));
        changes.put("owned", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("@owner", "ben")));
        changes.put("assigned", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("@assignee", "ben")));
        changes.put("sourced", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("@source", "fair")));
        changes.put(
                "tagged",
                () -> crm.records(Sales.COMPANY)
                        .bulk()
                        .tag(BulkTargets.of(List.of(firm)), List.of("Hot"), BulkOptions.atomic()));
        changes.put("won", () -> crm.pipelines().move(firm, "won"));
        changes.put("active", () -> crm.timeline().report(HostEvent.of("call.made", firm)));
        changes.put(
                "large",
                () -> crm.records(Sales.COMPANY)
                        .bulk()
                        .patch(BulkTargets.of(List.of(firm)), Map.of("employees", 100), BulkOptions.perItem()));
        changes.put("labelled", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("tags", List.of("vip"))));
        changes.put("told", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("about", "Machines and more")));
        changes.put("daughter", () -> crm.records(Sales.COMPANY).patch(firm, Map.of("parent", mother)));
        changes.put("of_retail", () -> crm.records(Sales.COMPANY).patch(mother, Map.of("industry", "retail")));
        changes.put("led_by_ann", () -> {
            crm.records(Sales.COMPANY).patch(firm, Map.of("lead", ann));
            work();
            crm.records(Sales.PERSON).patch(ann, Map.of("name", "Ann"));
        });
        changes.forEach((key, change) -> {
            change.run();
            work();
            assertThat(in(crm, key)).as(key).containsExactly("A firm");
        });
        for (String key : List.of("closed", "entered")) {
            assertThat(in(crm, key)).as(key).containsExactly("A firm");
        }
        assertThat(in(crm, "updated")).containsExactly("A firm", "Mother");

        crm.tags().rename("hot", "cold");
        crm.records(Sales.COMPANY).archive(mother);
        crm.records(Sales.PERSON).archive(ann);
        work();
        assertThat(in(crm, "tagged")).isEmpty();
        assertThat(in(crm, "of_retail")).isEmpty();
        assertThat(in(crm, "led_by_ann")).isEmpty();
        assertThat(in(crm, "daughter")).containsExactly("A firm");
        crm.records(Sales.COMPANY).restore(mother);
        crm.records(Sales.COMPANY).archive(firm);
        work();
        for (String key : conditions.keySet()) {
            assertThat(crm.lists().entries(key, 10, null).items())
                    .as(key)
                    .extracting(ListEntry::record)
                    .doesNotContain(firm);
        }
        crm.records(Sales.COMPANY).restore(firm);
        work();
        assertThat(in(crm, "of_retail")).containsExactly("A firm");
        for (String key : conditions.keySet()) {
            assertThat(crm.lists().reconcile(key)).as(key).isEqualTo(new ListDifference(0, 0));
        }
    }

    @Test
    @SpecRule({"EVT-1", "EVT-2"})
    @DisplayName(
            "Only what a list hangs on makes work for the workers: once for a call, once while it waits, and none if"
                    + " it is undone")
    void onlyWhatMatters() {
        Crm crm = Sales.in(crm());
        List<UUID> companies = crm
                .records(Sales.COMPANY)
                .createAll(IntStream.range(0, 30)
                        .mapToObj(i -> Map.of("name", "C" + i))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
        retail(crm);
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        work();

        crm.records(Sales.COMPANY).patch(companies.get(0), Map.of("employees", 7));
        crm.tags().add(companies.get(0), "x");
        crm.records(Sales.PERSON).create(Map.of("name", "Ann", "company", companies.get(0)));
        crm.lists().add("vip", companies);
        assertThat(crm.jobs().counts().ready()).isZero();
        crm.records(Sales.COMPANY).patch(companies.get(0), Map.of("industry", "retail"));
        crm.records(Sales.COMPANY).patch(companies.get(0), Map.of("industry", "tech"));
        assertThat(crm.jobs().counts().ready()).isEqualTo(1);
        work();
        crm.records(Sales.COMPANY)
                .bulk()
                .patch(BulkTargets.of(companies), Map.of("industry", "bank"), BulkOptions.atomic());
        assertThat(crm.jobs().counts().ready()).isEqualTo(1);
        work();
        assertThatThrownBy(() -> crm.useTransaction(within -> {
                    within.records(Sales.COMPANY).patch(companies.get(1), Map.of("industry", "retail"));
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(crm.jobs().counts().ready()).isZero();
        work();
        assertThat(in(crm, "retail")).isEmpty();
        assertThat(moves(crm, companies.get(0))).containsExactly("joined vip");
    }

    @Test
    @SpecRule({"EVT-2", "EVT-3"})
    @DisplayName(
            "A changed condition lets leave and join what it treats differently, and nobody else; a later one takes"
                    + " over")
    void changedConditions() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        UUID cup = company(crm, "Cup", "bank");
        CrmList list = crm.lists()
                .define(CrmList.of(Sales.COMPANY, "some")
                        .dynamic(attr("industry").in("retail", "tech")));
        work();
        crm.lists().alter(list.label("Some").dynamic(attr("industry").in("tech", "bank")));
        assertThat(crm.lists().state("some")).isEqualTo(ListState.UPDATING);
        work();

        assertThat(in(crm, "some")).containsExactly("Bolt", "Cup");
        assertThat(moves(crm, acme)).containsExactly("joined some", "left some");
        assertThat(moves(crm, bolt)).containsExactly("joined some");
        assertThat(moves(crm, cup)).containsExactly("joined some");
        crm.lists().alter(crm.lists().get("some").dynamic(attr("industry").eq("retail")));
        crm.lists().alter(crm.lists().get("some").dynamic(attr("industry").in("tech", "bank")));
        work();
        assertThat(moves(crm, bolt)).containsExactly("joined some");
        assertThat(crm.lists().state("some")).isEqualTo(ListState.CURRENT);
        CrmList same = crm.lists().get("some");
        assertThat(crm.lists().alter(same)).isEqualTo(same);
        assertThat(crm.lists().state("some")).isEqualTo(ListState.CURRENT);
        assertThat(same.label()).isEqualTo("Some");
        List<CrmEvent> told = definitionEvents(crm);
        assertThat(told)
                .extracting(event -> event.details().get("change"))
                .containsExactly("altered", "altered", "altered", "defined");
        assertThat(told.get(0).actor()).isEqualTo(ADA);
        assertThat(told.get(0).details()).containsKeys("before", "after");
        assertThat(events(crm, acme).get(0).cause().causationId())
                .isEqualTo(told.get(2).id());
    }

    private static List<CrmEvent> definitionEvents(Crm crm) {
        return crm.timeline().list(TimelineQuery.all()).items().stream()
                .filter(event -> event.type().equals(EventTypes.LIST_CHANGED))
                .toList();
    }

    @Test
    @SpecRule({"EVT-2", "EVT-9", "QRY-2"})
    @DisplayName("A list of many records fills and empties in portions; a change of the condition in between leaves no"
            + " trace of it")
    void bigLists() {
        Crm crm = Sales.in(crm());
        int size = recordsOfABigList();
        List<UUID> ids = crm
                .records(Sales.COMPANY)
                .createAll(IntStream.range(0, size)
                        .mapToObj(i -> Map.of("name", "C" + i, "industry", "retail", "employees", i))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
        retail(crm);
        work();
        assertThat(crm.lists().count("retail").value()).isEqualTo(size);
        crm.lists().alter(crm.lists().get("retail").dynamic(attr("employees").gte(size)));
        scheduler().runOnce();
        crm.lists()
                .alter(crm.lists()
                        .get("retail")
                        .dynamic(and(List.of(RETAIL, attr("employees").gte(size / 2)))));
        work();

        assertThat(crm.lists().count("retail").value()).isEqualTo(size - size / 2);
        for (UUID id : List.of(ids.get(0), ids.get(size / 2), ids.get(size - 1))) {
            List<String> moves = moves(crm, id);
            for (int i = 0; i < moves.size(); i++) {
                assertThat(moves.get(i)).isEqualTo(i % 2 == 0 ? "joined retail" : "left retail");
            }
        }
        List<ListEntry> all = new ArrayList<>();
        Page<ListEntry> page = crm.lists().entries("retail", 100, null);
        all.addAll(page.items());
        while (page.hasNext()) {
            page = crm.lists().entries("retail", 100, page.nextCursor());
            all.addAll(page.items());
        }
        assertThat(all).extracting(ListEntry::record).doesNotHaveDuplicates().hasSize(size - size / 2);
        crm.lists().delete("retail");
        work();
        assertThat(items("list.member")).isEmpty();
    }

    private List<StoredItem> items(String kind) {
        return storage()
                .inTransaction(
                        TransactionRequest.read(workspace()),
                        tx -> tx.items().list(ItemQuery.of(kind, Set.of(), 10_000)));
    }

    // Time

    @Test
    @SpecRule({"FLT-4", "TIM-1"})
    @DisplayName("A list that counts days changes by time alone: at midnight in the workspace's zone")
    void relativeDays() {
        Crm crm = Sales.in(crm());
        ZoneId zone = ZoneId.of("America/New_York");
        crm.configure(new WorkspaceSettings(zone, List.of()));
        LocalDate today = LocalDate.ofInstant(clock().instant(), zone);
        crm.lists().define(CrmList.of(Sales.DEAL, "soon").dynamic(attr("close").within(RelativeDate.nextDays(3))));
        crm.lists()
                .define(CrmList.of(Sales.DEAL, "fresh")
                        .dynamic(attr(SystemFields.CREATED_AT).within(RelativeDate.lastDays(8))));
        UUID deal = crm.records(Sales.DEAL)
                .create(Map.of("name", "Renewal", "close", today.plusDays(5)))
                .id();
        work();
        assertThat(in(crm, Sales.DEAL, "soon")).isEmpty();
        assertThat(in(crm, Sales.DEAL, "fresh")).containsExactly("Renewal");
        moveTo(start(today.plusDays(2), zone).minusNanos(1000));
        assertThat(in(crm, Sales.DEAL, "soon")).isEmpty();
        moveTo(start(today.plusDays(2), zone));
        assertThat(in(crm, Sales.DEAL, "soon")).containsExactly("Renewal");
        moveTo(start(today.plusDays(6), zone).minusNanos(1000));
        assertThat(in(crm, Sales.DEAL, "soon")).containsExactly("Renewal");
        moveTo(start(today.plusDays(6), zone));
        assertThat(in(crm, Sales.DEAL, "soon")).isEmpty();
        moveTo(start(today.plusDays(9), zone).minusNanos(1000));
        assertThat(in(crm, Sales.DEAL, "fresh")).containsExactly("Renewal");
        moveTo(start(today.plusDays(9), zone));
        assertThat(in(crm, Sales.DEAL, "fresh")).isEmpty();
        assertThat(moves(crm, deal))
                .containsExactlyInAnyOrder("joined fresh", "joined soon", "left soon", "left fresh");
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    @Test
    @SpecRule({"FLT-4", "TIM-1"})
    @DisplayName("A list that compares with now changes when the clock passes what a record holds, on the microsecond")
    void movingBounds() {
        Crm crm = crm();
        crm.schema()
                .define(List.of(
                        ObjectSchema.named("visit")
                                .attribute("name", text())
                                .attribute("at", timestamp())
                                .build(),
                        ObjectSchema.named("guest")
                                .attribute("name", text())
                                .attribute("visit", reference("visit"))
                                .build()));
        crm.lists().define(CrmList.of("visit", "coming").dynamic(attr("at").within(RelativeDate.nextDays(0))));
        crm.lists().define(CrmList.of("visit", "been").dynamic(attr("at").within(RelativeDate.lastDays(2))));
        crm.lists().define(CrmList.of("guest", "seen").dynamic(attr("visit.at").within(RelativeDate.lastDays(2))));
        work();
        Instant now = clock().instant();
        UUID late = crm.records("visit")
                .create(Map.of("name", "Late", "at", now.plusSeconds(7200)))
                .id();
        UUID early = crm.records("visit")
                .create(Map.of("name", "Early", "at", now.plusSeconds(3600)))
                .id();
        UUID guest = crm.records("guest")
                .create(Map.of("name", "Ann", "visit", early))
                .id();
        work();
        assertThat(in(crm, "visit", "coming")).containsExactly("Early", "Late");
        assertThat(in(crm, "visit", "been")).isEmpty();
        moveTo(now.plusSeconds(3600).minusNanos(1000));
        assertThat(in(crm, "guest", "seen")).isEmpty();
        moveTo(now.plusSeconds(3600));
        assertThat(in(crm, "visit", "coming")).containsExactly("Early", "Late");
        assertThat(in(crm, "visit", "been")).containsExactly("Early");
        assertThat(in(crm, "guest", "seen")).containsExactly("Ann");
        moveTo(now.plusSeconds(3600).plusNanos(1000));
        assertThat(in(crm, "visit", "coming")).containsExactly("Late");
        crm.records("visit").patch(late, Map.of("at", now.plusSeconds(5400)));
        moveTo(now.plusSeconds(5400));
        assertThat(in(crm, "visit", "been")).containsExactly("Early", "Late");
        moveTo(clock().instant().plus(Duration.ofDays(4)));
        for (String list : List.of("coming", "been", "seen")) {
            assertThat(in(crm, list.equals("seen") ? "guest" : "visit", list))
                    .as(list)
                    .isEmpty();
            assertThat(crm.lists().reconcile(list).isNone()).as(list).isTrue();
        }
        assertThat(moves(crm, late))
                .containsExactlyInAnyOrder("joined coming", "left coming", "joined been", "left been");
        assertThat(moves(crm, guest)).containsExactly("joined seen", "left seen");
    }

    @Test
    @SpecRule({"FLT-4", "WSP-6"})
    @DisplayName("Another zone of the workspace means other days, and the lists follow")
    void anotherZone() {
        Crm crm = Sales.in(crm());
        LocalDate tomorrow =
                LocalDate.ofInstant(clock().instant(), ZoneOffset.UTC).plusDays(1);
        work();
        moveTo(start(tomorrow, ZoneOffset.UTC).plus(Duration.ofHours(13)));
        crm.lists().define(CrmList.of(Sales.DEAL, "today").dynamic(attr("close").within(RelativeDate.today())));
        crm.records(Sales.DEAL).create(Map.of("name", "Renewal", "close", tomorrow.plusDays(1)));
        work();
        assertThat(in(crm, Sales.DEAL, "today")).isEmpty();
        // 13:00 in Greenwich is 03:00 of the next day there.
        ZoneId zone = ZoneId.of("Pacific/Kiritimati");
        crm.configure(new WorkspaceSettings(zone, List.of()));
        work();
        assertThat(in(crm, Sales.DEAL, "today")).containsExactly("Renewal");
        moveTo(start(tomorrow.plusDays(2), zone));
        assertThat(in(crm, Sales.DEAL, "today")).isEmpty();
    }

    // Lists of lists

    @Test
    @SpecRule({"FLT-6", "EVT-2"})
    @DisplayName(
            "Lists name lists, also over a reference; what joins one can join the next, with the event before as its"
                    + " cause")
    void nestedLists() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "tech");
        UUID ann = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ann", "company", acme))
                .id();
        retail(crm);
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "best")
                        .dynamic(attr(SystemFields.LIST).containsAll(List.of("retail", "vip"))));
        crm.lists()
                .define(CrmList.of(Sales.PERSON, "guests")
                        .dynamic(attr("company.@list").in("best")));
        work();
        crm.lists().add("vip", List.of(acme));
        crm.records(Sales.COMPANY).patch(acme, Map.of("industry", "retail"));
        work();
        assertThat(in(crm, "best")).containsExactly("Acme");
        assertThat(in(crm, Sales.PERSON, "guests")).containsExactly("Ann");
        List<CrmEvent> joined = events(crm, acme);
        assertThat(events(crm, ann).get(0).cause().rootId())
                .isEqualTo(joined.get(0).cause().rootId());
        assertThat(events(crm, ann).get(0).cause().causationId())
                .isEqualTo(joined.get(0).id());
        crm.lists().remove("vip", List.of(acme));
        work();
        assertThat(in(crm, "best")).isEmpty();
        assertThat(moves(crm, ann)).containsExactly("joined guests", "left guests");
    }

    @Test
    @SpecRule({"FLT-7", "FLT-8", "ERR-1"})
    @DisplayName("Lists name each other neither in a circle nor too deep, and the message names the way")
    void circlesAndDepth() {
        Crm crm = Sales.in(crm());
        retail(crm);
        crm.lists().define(CrmList.of(Sales.COMPANY, "l1").dynamic(attr("@list").in("retail")));
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "l2")
                        .dynamic(attr("parent.@list").in("l1")));
        Violation fault = Refusals.fault(
                "a circle",
                () -> crm.lists()
                        .alter(crm.lists().get("retail").dynamic(attr("@list").notIn("l2"))));
        assertThat(fault.message()).contains("retail -> l2 -> l1 -> retail");
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> crm.lists()
                        .alter(crm.lists().get("retail").dynamic(attr("@list").in("retail"))));
        refused(
                ErrorCode.VALUE_UNKNOWN_OPTION,
                () -> crm.lists()
                        .define(CrmList.of(Sales.COMPANY, "self")
                                .dynamic(attr("@list").in("self"))));
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> crm.lists()
                        .define(CrmList.of(Sales.COMPANY, "any")
                                .dynamic(attr("@list").isNotEmpty())));
        for (int i = 3; i <= Lists.MOST_NESTED; i++) {
            crm.lists()
                    .define(CrmList.of(Sales.COMPANY, "l" + i)
                            .dynamic(attr("@list").in("l" + (i - 1))));
        }
        assertThat(Refusals.fault(
                                "too deep",
                                () -> crm.lists()
                                        .define(CrmList.of(Sales.COMPANY, "deep")
                                                .dynamic(attr("@list").in("l" + Lists.MOST_NESTED))))
                        .message())
                .contains("6 deep", "5");
    }

    @Test
    @SpecRule({"FLT-6", "FLT-7", "FLT-9", "FLT-1", "QRY-6"})
    @DisplayName("Conditions ask for lists with exact complements; unknown lists, other operators, sorts and groups are"
            + " refused")
    void conditions() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "retail");
        company(crm, "Cup", "bank");
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        crm.lists().define(CrmList.of(Sales.PERSON, "guests"));
        retail(crm);
        work();
        crm.lists().add("vip", List.of(acme));
        UUID ann = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ann", "company", acme))
                .id();
        crm.records(Sales.PERSON).create(Map.of("name", "Ben", "company", bolt));
        crm.lists().add("guests", List.of(ann));
        Map<Filter, List<String>> asked = new LinkedHashMap<>();
        asked.put(attr("@list").in("vip"), List.of("Acme"));
        asked.put(attr("@list").in("vip", "retail"), List.of("Acme", "Bolt"));
        asked.put(attr("@list").in(List.of()), List.of());
        asked.put(attr("@list").containsAny(List.of("vip", "retail")), List.of("Acme", "Bolt"));
        asked.put(attr("@list").containsAll(List.of("vip", "retail")), List.of("Acme"));
        asked.put(attr("@list").isNotEmpty(), List.of("Acme", "Bolt"));
        asked.forEach((condition, names) -> {
            assertThat(names(crm, condition)).as("%s", condition).isEqualTo(names);
            assertThat(names(crm, Filter.not(condition)))
                    .as("not %s", condition)
                    .containsExactlyInAnyOrderElementsOf(names(crm, Filter.all()).stream()
                            .filter(n -> !names.contains(n))
                            .toList());
        });
        assertThat(names(crm, attr("@list").notIn("vip"))).containsExactly("Bolt", "Cup");
        assertThat(names(crm, attr("@list").notIn(List.of()))).hasSize(3);
        assertThat(names(crm, attr("@list").containsNone(List.of("retail")))).containsExactly("Cup");
        assertThat(names(crm, attr("@list").isEmpty())).containsExactly("Cup");
        assertThat(crm.records(Sales.PERSON)
                        .count(where(attr("company.@list").in("vip")))
                        .value())
                .isEqualTo(1);
        assertThat(crm.records(Sales.PERSON)
                        .count(where(attr("company.@list").notIn("vip")))
                        .value())
                .isEqualTo(1);
        assertThat(crm.records(Sales.COMPANY)
                        .explain(where(attr("@list").in("vip")))
                        .fields())
                .containsEntry(SystemFields.LIST, true);
        Map<Filter, ErrorCode> refused = new LinkedHashMap<>();
        refused.put(attr("@list").in("guests"), ErrorCode.VALUE_UNKNOWN_OPTION);
        refused.put(attr("@list").in("vips"), ErrorCode.VALUE_UNKNOWN_OPTION);
        refused.put(attr("@list").in(7), ErrorCode.QUERY_INVALID_OPERAND);
        refused.put(attr("@list").eq("vip"), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        refused.put(attr("@list").gt("vip"), ErrorCode.QUERY_UNKNOWN_OPERATOR);
        refused.forEach((condition, code) -> refused(code, () -> names(crm, condition)));
        assertThat(Refusals.fault(
                                "a typing slip", () -> names(crm, attr("@list").in("vips")))
                        .message())
                .contains("vip", "retail");
        refused(
                ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                () -> crm.records(Sales.COMPANY).list(ListQuery.all().orderBy(Sort.asc("@list"))));
        refused(
                ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                () -> crm.records(Sales.COMPANY)
                        .aggregate(AggregateQuery.of(Measure.count()).groupBy(GroupKey.of("@list"))));
        assertThat(crm.records(Sales.COMPANY)
                        .bulk()
                        .patch(
                                BulkTargets.matching(where(attr("@list").in("retail")), 10),
                                Map.of("employees", 5),
                                BulkOptions.atomic())
                        .items())
                .hasSize(2);
    }

    private static List<String> names(Crm crm, Filter condition) {
        return crm
                .records(Sales.COMPANY)
                .list(where(condition)
                        .orderBy(Sort.asc(SystemFields.DISPLAY_NAME))
                        .limit(1000))
                .items()
                .stream()
                .map(CrmRecord::displayName)
                .toList();
    }

    // The life of a list

    @Test
    @SpecRule({"WSP-6", "REC-3", "FLT-7"})
    @DisplayName("An archived list keeps what is in it and follows nothing; restoring it applies the difference")
    void archivedLists() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        retail(crm);
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "nested")
                        .dynamic(attr("@list").in("retail")));
        work();
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().archive("retail"));
        crm.lists().archive("nested");
        assertThat(crm.lists().archive("retail").archived()).isTrue();
        crm.lists().archive("retail");
        assertThat(crm.lists().state("retail")).isEqualTo(ListState.ARCHIVED);
        crm.records(Sales.COMPANY).patch(acme, Map.of("industry", "bank"));
        crm.records(Sales.COMPANY).patch(bolt, Map.of("industry", "retail"));
        assertThat(crm.jobs().counts().ready()).isZero();
        work();
        assertThat(in(crm, "retail")).containsExactly("Acme");
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> crm.lists()
                        .define(CrmList.of(Sales.COMPANY, "more")
                                .dynamic(attr("@list").in("retail"))));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().reconcile("retail"));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().restore("nested"));

        crm.lists().restore("retail");
        crm.lists().restore("nested");
        work();
        assertThat(in(crm, "retail")).containsExactly("Bolt");
        assertThat(in(crm, "nested")).containsExactly("Bolt");
        assertThat(moves(crm, acme).stream().filter(move -> move.endsWith("retail")))
                .containsExactly("joined retail", "left retail");
        assertThat(definitionEvents(crm).stream()
                        .map(event -> event.details().get("change"))
                        .toList())
                .containsExactly("restored", "restored", "archived", "archived", "defined", "defined");
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        crm.lists().archive("vip");
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().add("vip", List.of(acme)));
        crm.lists().restore("vip");
        assertThat(crm.lists().add("vip", List.of(acme))).isEqualTo(1);
    }

    @Test
    @SpecRule({"WSP-6", "WSP-1"})
    @DisplayName(
            "A deleted list is gone with all that was in it; its key is never given again, and a list that others name"
                    + " stays")
    void deletedLists() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        retail(crm);
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "nested")
                        .dynamic(attr("@list").in("retail")));
        work();
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().delete("retail"));
        crm.lists().delete("nested");
        crm.lists().delete("retail");
        assertThat(crm.lists().find("retail")).isEmpty();
        assertThat(crm.lists().list(Sales.COMPANY)).isEmpty();
        assertThat(crm.lists().of(acme)).isEmpty();
        refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(crm, "retail"));
        work();
        assertThat(items("list.member")).isEmpty();
        assertThat(items("list.run")).isEmpty();
        refused(ErrorCode.SCHEMA_DUPLICATE_SLUG, () -> retail(crm));
        assertThatThrownBy(() -> crm.lists().get("retail"))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIST_NOT_FOUND));
        assertThat(definitionEvents(crm).get(0).details())
                .containsEntry("change", "deleted")
                .containsKey("before");
    }

    @Test
    @SpecRule({"ERR-1", "ERR-2", "FLT-7"})
    @DisplayName("Everything that is wrong with a list is told at once")
    void faults() {
        Crm crm = Sales.in(crm());
        assertThat(Refusals.codes(
                        "a list with faults",
                        () -> crm.lists()
                                .define(CrmList.of(Sales.COMPANY, "No Slug")
                                        .label(" ")
                                        .dynamic(and(List.of(
                                                attr("nope").eq(1),
                                                attr("industry").eq("nope")))))))
                .containsExactlyInAnyOrder(
                        ErrorCode.SCHEMA_MALFORMED_SLUG,
                        ErrorCode.VALUE_MALFORMED,
                        ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                        ErrorCode.VALUE_UNKNOWN_OPTION);
        assertThat(Refusals.codes(
                        "entry attributes that are not plain",
                        () -> crm.lists()
                                .define(CrmList.of(Sales.COMPANY, "plain")
                                        .entryAttribute("who", reference(Sales.PERSON))
                                        .entryAttribute("code", text().unique())
                                        .entryAttribute("Bad Name", text()))))
                .containsExactly(
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        ErrorCode.SCHEMA_MALFORMED_SLUG);
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> crm.lists()
                        .define(CrmList.of(Sales.COMPANY, "both")
                                .dynamic(RETAIL)
                                .entryAttribute("why", text())));
        assertThatThrownBy(() -> crm.lists().define(CrmList.of("nothing", "x"))).isInstanceOf(NotFoundException.class);
        CrmList list = crm.lists().define(CrmList.of(Sales.COMPANY, "fixed").entryAttribute("why", text()));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().alter(list.dynamic(RETAIL)));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().alter(list.entryAttribute("why", date())));
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> crm.lists().alter(new CrmList("person", "fixed", "x", null, Map.of(), false, null, false)));
        refused(ErrorCode.QUERY_LIMIT, () -> crm.lists().entries("fixed", 0, null));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> crm.lists().reconcile("fixed"));
        assertThatThrownBy(() -> crm.lists().entries("fixed", 5, "made up"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CURSOR));
    }

    @Test
    @SpecRule({"VAL-3", "VAL-4", "VAL-6"})
    @DisplayName(
            "Renaming what a condition names breaks nothing, taking it away is refused, and new names of records count"
                    + " at once")
    void changesOfTheSchema() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID ann = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ann", "company", acme, "email", "zoe@x.example"))
                .id();
        retail(crm);
        crm.lists()
                .define(CrmList.of(Sales.PERSON, "clerks")
                        .dynamic(attr("company.industry").eq("retail")));
        crm.lists()
                .define(CrmList.of(Sales.PERSON, "z")
                        .dynamic(attr("@display_name").startsWith("z")));
        crm.schema()
                .define(ObjectSchema.named("thing").attribute("name", text()).build());
        crm.lists().define(CrmList.of("thing", "things"));
        work();

        crm.schema().renameAttribute(Sales.COMPANY, "industry", "sector");
        crm.schema().rename(Sales.COMPANY, "firm");
        assertThat(crm.lists().get("retail").condition())
                .isEqualTo(attr("sector").eq("retail"));
        assertThat(crm.lists().get("clerks").condition())
                .isEqualTo(attr("company.sector").eq("retail"));
        assertThat(crm.lists().get("retail").object()).isEqualTo("firm");
        crm.records("firm").patch(acme, Map.of("sector", "bank"));
        work();
        assertThat(in(crm, "firm", "retail")).isEmpty();
        assertThat(in(crm, Sales.PERSON, "clerks")).isEmpty();
        assertThat(moves(crm, ann)).containsExactly("joined clerks", "left clerks");
        refused(ErrorCode.SCHEMA_CHANGE_REFUSED, () -> crm.schema().deleteAttribute("firm", "sector"));
        refused(ErrorCode.SCHEMA_CHANGE_REFUSED, () -> crm.schema().deleteAttribute(Sales.PERSON, "company"));
        refused(
                ErrorCode.SCHEMA_CHANGE_REFUSED,
                () -> crm.schema().retypeAttribute("firm", "sector", number(), UnconvertibleValues.EMPTY));
        refused(ErrorCode.SCHEMA_CHANGE_REFUSED, () -> crm.schema().delete("thing"));
        assertThat(crm.schema().get("firm").findAttribute("sector")).isPresent();
        crm.schema().alter(Sales.PERSON, ObjectChange.none().primary("email"));
        assertThat(crm.lists().state("z")).isEqualTo(ListState.UPDATING);
        work();
        assertThat(in(crm, Sales.PERSON, "z")).containsExactly("zoe@x.example");
    }

    @Test
    @SpecRule({"EVT-2", "WSP-6"})
    @DisplayName("Reconciling finds what is missing and what should not be there, mends it, and then finds nothing")
    void reconcile() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        UUID bolt = company(crm, "Bolt", "tech");
        company(crm, "Cup", "retail");
        retail(crm);
        work();
        assertThat(crm.lists().reconcile("retail").isNone()).isTrue();
        // What cannot happen is made to happen: an item is gone, and another one is where it does not belong.
        StoredItem member = items("list.member").stream()
                .filter(item -> acme.equals(item.recordId()))
                .findFirst()
                .orElseThrow();
        storage().inTransaction(TransactionRequest.write(workspace()), tx -> {
            tx.items().remove(Set.of(member.id()));
            tx.items()
                    .insert(List.of(
                            new StoredItem(UUID.randomUUID(), "list.member", acme, "elsewhere", member.at(), "")));
            return 1;
        });
        crm.records(Sales.COMPANY).patch(bolt, Map.of("industry", "retail"));
        work();
        storage()
                .inTransaction(
                        TransactionRequest.write(workspace()),
                        tx -> tx.records().load(List.of(bolt)).size());
        assertThat(crm.lists().reconcile("retail")).isEqualTo(new ListDifference(1, 0));
        assertThat(crm.lists().reconcile("retail")).isEqualTo(new ListDifference(0, 0));
        assertThat(in(crm, "retail")).containsExactly("Acme", "Bolt", "Cup");
        crm.lists().archive("retail");
        crm.records(Sales.COMPANY).patch(bolt, Map.of("industry", "tech"));
        crm.lists().restore("retail");
        assertThat(crm.lists().reconcile("retail")).isEqualTo(new ListDifference(0, 1));
        work();
        assertThat(moves(crm, bolt)).containsExactly("joined retail", "left retail");
    }

    // Merging and erasing

    @Test
    @SpecRule({"REC-7", "WSP-6"})
    @DisplayName("A merge takes entries over, the primary's words first; dynamic lists follow what is left, and undoing"
            + " gives all of it back")
    void merging() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "tech");
        UUID twin = company(crm, "Twin", "retail");
        retail(crm);
        crm.lists()
                .define(CrmList.of(Sales.COMPANY, "vip")
                        .entryAttribute("why", text())
                        .entryAttribute("who", text()));
        crm.lists().define(CrmList.of(Sales.COMPANY, "calls"));
        work();
        crm.lists().add("vip", BulkTargets.of(List.of(acme)), Map.of("why", "ours"));
        crm.lists().add("vip", BulkTargets.of(List.of(twin)), Map.of("why", "theirs", "who", "Bob"));
        crm.lists().add("calls", List.of(twin));

        UUID merge = crm.merges().merge(acme, List.of(twin)).mergeId();
        work();
        assertThat(crm.lists().of(acme)).containsExactly("calls", "vip");
        assertThat(crm.lists().of(twin)).containsExactly("calls", "vip");
        assertThat(in(crm, "retail")).isEmpty();
        assertThat(crm.lists().entries("vip", 10, null).items())
                .singleElement()
                .satisfies(entry -> assertThat(entry.values()).isEqualTo(Map.of("why", "ours", "who", "Bob")));
        crm.merges().unmerge(merge);
        work();
        assertThat(crm.lists().of(acme)).containsExactly("vip");
        assertThat(crm.lists().of(twin)).containsExactly("calls", "retail", "vip");
        assertThat(crm.lists().entries("vip", 10, null).items())
                .filteredOn(entry -> entry.record().equals(acme))
                .singleElement()
                .satisfies(entry -> assertThat(entry.values()).isEqualTo(Map.of("why", "ours")));
        assertThat(moves(crm, acme)).containsExactly("joined vip", "joined calls", "left calls");
        for (String list : List.of("retail", "vip", "calls")) {
            assertThat(moves(crm, twin).stream().filter(move -> move.endsWith(list)))
                    .as(list)
                    .containsExactly("joined " + list, "left " + list, "joined " + list);
        }
        assertThat(crm.lists().reconcile("retail").isNone()).isTrue();
    }

    @Test
    @SpecRule({"REC-4", "REC-7"})
    @DisplayName("An erased record is in no list, and nothing is left of what lists said of it")
    void erasing() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        retail(crm);
        crm.lists().define(CrmList.of(Sales.COMPANY, "vip").entryAttribute("why", text()));
        work();
        crm.lists().add("vip", BulkTargets.of(List.of(acme)), Map.of("why", "secret"));
        crm.records(Sales.COMPANY).erase(acme, "Acme");
        work();
        assertThat(items("list.entry")).isEmpty();
        assertThat(items("list.member")).isEmpty();
        assertThat(crm.lists().entries("vip", 10, null).items()).isEmpty();
        assertThat(crm.timeline().list(TimelineQuery.all()).items())
                .allSatisfy(event -> assertThat(String.valueOf(event.details())).doesNotContain("secret"));
        assertThat(crm.lists().reconcile("retail").isNone()).isTrue();
    }

    // Who may do what

    private Crm restricted(Crm ada, Role role) {
        ada.members().put(Member.of(ADA, Role.OWNER));
        ada.members().roles().put(role);
        ada.members().put(Member.of(BEN, role.name()));
        return crm(BEN);
    }

    @Test
    @SpecRule({"WSP-3", "WSP-1"})
    @DisplayName(
            "Shared lists need a power to change, personal ones are their owner's, and for others they do not exist")
    void powers() {
        Crm ada = Sales.in(crm());
        UUID acme = company(ada, "Acme", "retail");
        ada.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        ada.lists().define(CrmList.of(Sales.COMPANY, "mine").asPersonal());
        Crm ben = restricted(
                ada, Role.named("reader").everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all())));

        assertThat(ben.lists().list(Sales.COMPANY)).extracting(CrmList::key).containsExactly("vip");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> retail(ben),
                () -> ben.lists().alter(ada.lists().get("vip").label("Hi")),
                () -> ben.lists().archive("vip"),
                () -> ben.lists().delete("vip"),
                () -> ben.lists().add("vip", List.of(acme)),
                () -> ben.lists().remove("vip", List.of(acme)),
                () -> ben.lists().setEntry("vip", acme, Map.of()))) {
            assertThatThrownBy(call).isInstanceOf(ForbiddenException.class).hasMessageContaining("MANAGE_LISTS");
        }
        for (String hidden : List.of("mine", "nothing")) {
            for (ThrowingCallable call : List.<ThrowingCallable>of(
                    () -> ben.lists().get(hidden),
                    () -> ben.lists().state(hidden),
                    () -> ben.lists().entries(hidden, 10, null),
                    () -> ben.lists().count(hidden),
                    () -> ben.lists().delete(hidden),
                    () -> ben.lists().add(hidden, List.of(acme)))) {
                assertThatThrownBy(call)
                        .isInstanceOf(NotFoundException.class)
                        .hasMessageStartingWith("There is no list '" + hidden + "'. The lists are vip");
            }
            refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(ben, hidden));
        }
        ada.lists().add("mine", List.of(acme));
        assertThat(ben.lists().of(acme)).isEmpty();
        assertThat(events(ben, acme)).isEmpty();
        assertThat(names(ben, attr("@list").isNotEmpty())).isEmpty();

        ben.lists().define(CrmList.of(Sales.COMPANY, "bens").asPersonal());
        assertThat(ben.lists().add("bens", List.of(acme))).isEqualTo(1);
        assertThat(moves(ben, acme)).containsExactly("joined bens");
        assertThatThrownBy(() -> ben.lists().alter(ben.lists().get("bens").personal(false)))
                .isInstanceOf(ForbiddenException.class);
        // An owner of the workspace sees all lists, but does not make another's list into one of its own.
        assertThat(ada.lists().get("bens").owner()).isEqualTo("ben");
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> ada.lists()
                        .define(CrmList.of(Sales.COMPANY, "of_bens")
                                .dynamic(attr("@list").in("bens"))));
        assertThat(ada.lists().alter(ada.lists().get("bens").personal(false)).personal())
                .isFalse();
        assertThat(ada.lists().find("bens")).isPresent();
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> ada.lists().alter(ada.lists().get("bens").asPersonal()));
    }

    @Test
    @SpecRule({"WSP-3"})
    @DisplayName("Whoever may not ask a list's condition sees neither the list nor who is in it, in whatever way")
    void hiddenConditions() {
        Crm ada = Sales.in(crm());
        UUID acme = company(ada, "Acme", "retail");
        ada.records(Sales.COMPANY).patch(acme, Map.of("employees", 7));
        UUID ann = ada.records(Sales.PERSON)
                .create(Map.of("name", "Ann", "company", acme))
                .id();
        ada.lists()
                .define(CrmList.of(Sales.COMPANY, "large")
                        .dynamic(attr("employees").gte(5)));
        ada.lists()
                .define(CrmList.of(Sales.COMPANY, "nested")
                        .dynamic(attr("@list").in("large")));
        ada.lists()
                .define(CrmList.of(Sales.PERSON, "staff")
                        .dynamic(attr("company.employees").gte(5)));
        ada.lists()
                .define(CrmList.of(Sales.PERSON, "clerks")
                        .dynamic(attr("company.industry").eq("retail")));
        retail(ada);
        work();
        Crm ben = restricted(
                ada,
                Role.named("clerk")
                        .everywhere(ObjectRules.nothing().allow(Verb.READ, Reach.all()))
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("industry").eq("bank")))
                                        .hide("employees"))
                        .grant(Power.MANAGE_LISTS));

        assertThat(ben.lists().list(Sales.COMPANY)).extracting(CrmList::key).containsExactly("retail");
        assertThat(ben.lists().list(Sales.PERSON)).isEmpty();
        assertThat(ben.lists().of(ann)).isEmpty();
        assertThat(events(ben, ann)).isEmpty();
        refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(ben, "large"));
        refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(ben, "nested"));
        refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(ben, Sales.PERSON, "clerks"));
        // Of a list that is there, only the records that are.
        assertThat(ben.lists().count("retail").value()).isZero();
        assertThat(ben.lists().entries("retail", 10, null).items()).isEmpty();
        refused(
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                () -> ben.lists()
                        .define(CrmList.of(Sales.COMPANY, "guess")
                                .dynamic(attr("employees").gte(5))));
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> ben.lists()
                        .define(CrmList.of(Sales.PERSON, "guess")
                                .dynamic(attr("company.industry").eq("tech"))));
        ben.lists().define(CrmList.of(Sales.COMPANY, "vip"));
        refused(ErrorCode.RECORD_NOT_FOUND, () -> ben.lists().add("vip", List.of(acme)));
        assertThat(crm(BEN).timeline().list(TimelineQuery.all()).items())
                .filteredOn(event -> event.type().equals(EventTypes.LIST_CHANGED))
                .extracting(event -> event.details().get("list"))
                .containsOnly("vip", "retail");
    }

    @Test
    @SpecRule({"WSP-3", "FLT-6"})
    @DisplayName("A role can reach what is in a shared list; a list that a role names stays")
    void rolesOverLists() {
        Crm ada = Sales.in(crm());
        UUID acme = company(ada, "Acme", "retail");
        company(ada, "Bolt", "tech");
        retail(ada);
        ada.lists().define(CrmList.of(Sales.COMPANY, "mine").asPersonal());
        work();
        Crm ben = restricted(
                ada,
                Role.named("agent")
                        .on(
                                Sales.COMPANY,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("@list").in("retail")))));
        assertThat(names(ben, Filter.all())).containsExactly("Acme");
        ada.records(Sales.COMPANY).patch(acme, Map.of("industry", "bank"));
        work();
        assertThat(names(ben, Filter.all())).isEmpty();
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> ada.lists().delete("retail"));
        refused(ErrorCode.LIST_CHANGE_REFUSED, () -> ada.lists().archive("retail"));
        refused(
                ErrorCode.LIST_CHANGE_REFUSED,
                () -> ada.lists().alter(ada.lists().get("retail").asPersonal()));
        refused(
                ErrorCode.VALUE_UNKNOWN_OPTION,
                () -> ada.members()
                        .roles()
                        .put(Role.named("spy")
                                .on(
                                        Sales.COMPANY,
                                        ObjectRules.nothing()
                                                .allow(
                                                        Verb.READ,
                                                        Reach.where(
                                                                attr("@list").in("mine"))))));
    }

    @Test
    @SpecRule({"WSP-1"})
    @DisplayName("A list of another workspace is a list that does not exist")
    void otherWorkspaces() {
        Crm crm = Sales.in(crm());
        UUID acme = company(crm, "Acme", "retail");
        retail(crm);
        work();
        Crm other = Sales.in(engine().workspace(newWorkspace()).as(ADA));
        assertThat(other.lists().find("retail")).isEmpty();
        refused(ErrorCode.VALUE_UNKNOWN_OPTION, () -> in(other, "retail"));
        other.lists().define(CrmList.of(Sales.COMPANY, "retail"));
        refused(ErrorCode.RECORD_NOT_FOUND, () -> other.lists().add("retail", List.of(acme)));
        assertThat(other.lists().count("retail").value()).isZero();
        assertThat(crm.lists().count("retail").value()).isEqualTo(1);
        assertThatThrownBy(() -> other.lists().of(acme)).isInstanceOf(NotFoundException.class);
    }
}
