package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.select;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.event.Cause;
import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.RecordStore;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.ConversionReport;
import dev.crmkit.schema.ObjectChange;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.testkit.internal.race.Race;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What a change of the schema means for the records that are there. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class SchemaEvolutionTck extends EngineTck {

    /** For subclasses. */
    protected SchemaEvolutionTck() {}

    @Test
    @SpecRule({"VAL-3", "VAL-4"})
    @DisplayName(
            "Renaming an attribute keeps values, history and filters by its id, writes no record, and frees the old slug")
    void renamingAnAttributeKeepsValues() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = companies.create(Map.of("name", "Acme", "employees", 7)).id();
        String id = attributeId(crm, Sales.COMPANY, "employees").toString();

        crm.schema().renameAttribute(Sales.COMPANY, "employees", "headcount");

        CrmRecord after = companies.get(acme);
        assertThat(after.number("headcount")).isEqualByComparingTo("7");
        assertThat(after.value("employees")).isNull();
        assertThat(after.version()).isEqualTo(1);
        for (Filter filter : List.of(attr(id).eq(7), attr("headcount").eq(7))) {
            assertThat(companies.list(ListQuery.where(filter)))
                    .extracting(CrmRecord::id)
                    .containsExactly(acme);
        }
        assertThatThrownBy(
                        () -> companies.list(ListQuery.where(attr("employees").eq(7))))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
        assertThat(crm.timeline().of(acme, TimelineQuery.all()).items().get(0).changes())
                .containsEntry("headcount", new Change(null, new BigDecimal(7)));

        crm.schema().addAttribute(Sales.COMPANY, "employees", text());

        assertThat(companies.patch(acme, Map.of("employees", "many")).number("headcount"))
                .isEqualByComparingTo("7");
    }

    @Test
    @SpecRule({"VAL-3", "VAL-4"})
    @DisplayName("Renaming an object keeps its records, their history and the references to them")
    void renamingAnObjectKeepsRecords() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        CrmRecord bolt = crm.records(Sales.COMPANY).create(Map.of("name", "Bolt", "parent", acme.id()));
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme.id()))
                .id();

        CrmObject renamed = crm.schema().rename(Sales.COMPANY, "organisation");

        assertThat(renamed.slug()).isEqualTo("organisation");
        assertThat(crm.records("organisation").get(acme.id()).values()).isEqualTo(acme.values());
        assertThat(crm.records("organisation").get(bolt.id()).references("parent"))
                .extracting(r -> r.object())
                .containsExactly("organisation");
        assertThat(crm.records(Sales.PERSON).get(ada).references("company"))
                .extracting(r -> r.displayName())
                .containsExactly("Acme");
        assertThat(crm.records(Sales.PERSON)
                        .list(ListQuery.where(attr("company.name").eq("Acme"))))
                .hasSize(1);
        assertThat(crm.records(Sales.PERSON)
                        .create(Map.of("name", "Ben", "company", bolt.id()))
                        .references("company"))
                .hasSize(1);
        assertThat(crm.timeline()
                        .of(acme.id(), TimelineQuery.all())
                        .items()
                        .get(0)
                        .object())
                .isEqualTo("organisation");
        assertThatThrownBy(() -> crm.records(Sales.COMPANY).get(acme.id()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_OBJECT));
    }

    @Test
    @SpecRule({"VAL-3", "VAL-4"})
    @DisplayName("A deleted attribute's values are out of reach for good, also for a new attribute with its slug")
    void aDeletedAttributesValuesAreGone() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = companies.create(Map.of("name", "Acme", "employees", 7)).id();
        String oldId = attributeId(crm, Sales.COMPANY, "employees").toString();

        crm.schema().deleteAttribute(Sales.COMPANY, "employees");
        crm.schema().addAttribute(Sales.COMPANY, "employees", number());

        assertThat(companies.get(acme).value("employees")).isNull();
        assertThat(companies.list(ListQuery.where(attr("employees").isNotEmpty())))
                .isEmpty();
        assertThat(companies.list(ListQuery.where(attr("employees").isEmpty()))).hasSize(1);
        assertThatThrownBy(() -> companies.list(ListQuery.where(attr(oldId).eq(7))))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
        assertThat(companies.patch(acme, Map.of("employees", 8)).number("employees"))
                .isEqualByComparingTo("8");
        assertThat(companies.list(ListQuery.where(attr("employees").eq(7)))).isEmpty();
        assertThat(companies.list(ListQuery.where(attr("employees").eq(8)))).hasSize(1);
    }

    @Test
    @SpecRule({"VAL-3", "REC-8"})
    @DisplayName(
            "A deleted reference is gone from the other side too, and a deleted unique attribute holds no values any more")
    void aDeletedReferenceIsGoneFromBothSides() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        RecordStore people = crm.records(Sales.PERSON);
        UUID ada = people.create(Map.of("name", "Ada", "email", "ada@x.example", "company", acme, "advises", acme))
                .id();

        crm.schema().deleteAttribute(Sales.PERSON, "company");
        crm.schema().deleteAttribute(Sales.PERSON, "email");
        crm.schema().addAttribute(Sales.PERSON, "email", text().unique());

        assertThat(crm.relations().incoming(acme, RelationQuery.all()).items())
                .extracting(r -> r.label())
                .containsExactly("advises");
        assertThat(crm.relations().outgoing(ada, RelationQuery.all()).items()).hasSize(1);
        assertThat(people.create(Map.of("name", "Ben", "email", "ada@x.example"))
                        .text("email"))
                .isEqualTo("ada@x.example");
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("Retyping reports what it converts and what stands against it; refused, it changes nothing at all")
    void retypingThatIsRefusedChangesNothing() {
        Crm crm = withCodes("12", " 7.50 ", "n/a");
        List<CrmRecord> before = things(crm);
        CrmObject object = crm.schema().get("thing");
        int events = crm.timeline().list(TimelineQuery.all()).items().size();

        ConversionReport report = crm.schema().retypeAttribute("thing", "code", number(), UnconvertibleValues.REFUSE);

        assertThat(report.applied()).isFalse();
        assertThat(report.converted()).isEqualTo(2);
        assertThat(report.refused()).isEqualTo(1);
        assertThat(report.emptied()).isZero();
        assertThat(report.samples()).singleElement().satisfies(sample -> {
            assertThat(sample.value()).isEqualTo("n/a");
            assertThat(sample.recordId()).isEqualTo(idOf(crm, "n/a"));
            assertThat(sample.reason()).isNotBlank();
        });
        assertThat(things(crm)).isEqualTo(before);
        assertThat(crm.schema().get("thing")).isEqualTo(object);
        assertThat(crm.timeline().list(TimelineQuery.all()).items()).hasSize(events);
    }

    @Test
    @SpecRule({"VAL-4", "VAL-3"})
    @DisplayName(
            "Retyping that empties keeps the attribute's id, converts what it can, and leaves the old values to the history")
    void retypingConvertsAndEmpties() {
        Crm crm = withCodes("12", " 7.50 ", "n/a");
        UUID attribute = attributeId(crm, "thing", "code");
        UUID bad = idOf(crm, "n/a");

        ConversionReport report = crm.schema().retypeAttribute("thing", "code", number(), UnconvertibleValues.EMPTY);

        assertThat(report.applied()).isTrue();
        assertThat(report.converted()).isEqualTo(2);
        assertThat(report.emptied()).isEqualTo(1);
        assertThat(report.refused()).isZero();
        assertThat(attributeId(crm, "thing", "code")).isEqualTo(attribute);
        RecordStore things = crm.records("thing");
        assertThat(things.list(ListQuery.where(attr("code").gte(7)))).hasSize(2);
        assertThat(things.list(ListQuery.where(attr("code").eq(new BigDecimal("7.5")))))
                .hasSize(1);
        assertThat(things.list(ListQuery.where(attr("code").isEmpty())))
                .extracting(CrmRecord::id)
                .containsExactlyInAnyOrder(bad, idOf(crm, "without"));
        assertThat(crm.timeline()
                        .of(bad, TimelineQuery.all())
                        .items()
                        .get(crm.timeline().of(bad, TimelineQuery.all()).items().size() - 1)
                        .changes())
                .containsEntry("code", new Change(null, "n/a"));
        assertThat(things.patch(bad, Map.of("code", 1)).number("code")).isEqualByComparingTo("1");
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName(
            "Text becomes an option by id or title, and a single reference becomes several, also for archived records")
    void retypingToOptionsAndReferences() {
        Crm crm = withCodes("Gold", "silver", "gold");
        UUID first = idOf(crm, "Gold");
        crm.records("thing").archive(first);

        ConversionReport report =
                crm.schema().retypeAttribute("thing", "code", select("gold", "silver"), UnconvertibleValues.REFUSE);

        assertThat(report.applied()).isTrue();
        assertThat(report.converted()).isEqualTo(3);
        assertThat(crm.records("thing").restore(first).value("code")).isEqualTo("gold");
        assertThat(crm.records("thing").list(ListQuery.where(attr("code").eq("gold"))))
                .hasSize(2);

        Sales.in(crm);
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme))
                .id();
        crm.schema().retypeAttribute(Sales.PERSON, "company", references(Sales.COMPANY), UnconvertibleValues.REFUSE);
        UUID bolt = Sales.company(crm, "Bolt").id();
        crm.records(Sales.PERSON).patch(ada, Map.of("company", List.of(bolt, acme)));
        assertThat(crm.relations().incoming(acme, RelationQuery.all()).items()).hasSize(1);
        assertThat(crm.relations().incoming(bolt, RelationQuery.all()).items()).hasSize(1);
    }

    @Test
    @SpecRule("VAL-6")
    @DisplayName(
            "Names follow the primary attribute: on create, on patch, when another becomes primary and when it is deleted")
    void namesFollowThePrimaryAttribute() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("title", text())
                        .attribute("code", text())
                        .build());
        RecordStore things = crm.records("thing");
        UUID id = things.create(Map.of("title", "Anvil", "code", "A-1")).id();
        UUID archived = things.create(Map.of("title", "Old", "code", "O-1")).id();
        things.archive(archived);
        assertThat(things.patch(id, Map.of("title", "Big anvil")).displayName()).isEqualTo("Big anvil");

        crm.schema().alter("thing", ObjectChange.none().primary("code"));

        assertThat(things.get(id).displayName()).isEqualTo("A-1");
        assertThat(things.get(id).version()).isEqualTo(2);
        assertThat(things.get(archived).displayName()).isEqualTo("O-1");
        assertThat(things.list(ListQuery.where(attr("@display_name").eq("a-1"))))
                .hasSize(1);
        assertThat(things.list(ListQuery.all().search("A-1"))).hasSize(1);
        assertThat(things.list(ListQuery.all().search("Big"))).isEmpty();

        crm.schema().deleteAttribute("thing", "code");

        assertThat(things.get(id).displayName()).isEqualTo("Big anvil");
        assertThat(things.patch(id, Map.of("title", "")).displayName()).isEmpty();
    }

    @Test
    @SpecRule({"VAL-4", "VAL-5"})
    @DisplayName(
            "An attribute with duplicates among live records does not become unique; without them it does, over any number of records")
    void anAttributeBecomesUnique() {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing").attribute("code", text()).build());
        RecordStore things = crm.records("thing");
        List<CrmRecord> created = things.createAll(
                IntStream.range(0, 600).mapToObj(i -> Map.of("code", "C-" + i)).toList());
        CrmRecord twin = things.create(Map.of("code", "c-0"));

        assertThatThrownBy(() -> crm.schema().alterAttribute("thing", "code", text().unique()))
                .isInstanceOf(DuplicateValueException.class)
                .hasMessageContainingAll(
                        created.get(0).id().toString(), twin.id().toString());
        assertThat(crm.schema()
                        .get("thing")
                        .findAttribute("code")
                        .orElseThrow()
                        .spec()
                        .isUnique())
                .isFalse();
        assertThat(things.create(Map.of("code", "C-1")).version()).isEqualTo(1);

        things.list(ListQuery.where(attr("code").in("c-0", "c-1"))).forEach(t -> {
            if (!created.contains(t)) {
                things.archive(t.id());
            }
        });
        crm.schema().alterAttribute("thing", "code", text().unique());

        assertThatThrownBy(() -> things.create(Map.of("code", "c-599"))).isInstanceOf(DuplicateValueException.class);
        assertThatThrownBy(() -> things.restore(twin.id())).isInstanceOf(DuplicateValueException.class);
        crm.schema().alterAttribute("thing", "code", text());
        assertThat(things.restore(twin.id()).isArchived()).isFalse();
    }

    @Test
    @SpecRule({"VAL-4", "VAL-5"})
    @DisplayName(
            "An attribute becomes unique only after those who write by the old schema are done, and their values count")
    void becomingUniqueWaitsForOpenWrites() {
        Crm crm = withCodes();
        RecordStore things = crm.records("thing");
        try (Race race = new Race()) {
            List<Future<CrmObject>> altering = new ArrayList<>();
            crm.useTransaction(inside -> {
                inside.records("thing").create(Map.of("code", "same"));
                altering.add(race.start(() -> crm.schema().alterAttribute("thing", "code", text().unique())));
                assertThat(Race.isWaiting(altering.get(0))).isTrue();
            });
            assertThat(Race.result(altering.get(0)).findAttribute("code")).isPresent();
        }
        assertThatThrownBy(() -> things.create(Map.of("code", "SAME"))).isInstanceOf(DuplicateValueException.class);
    }

    @Test
    @SpecRule({"VAL-4", "VAL-5"})
    @DisplayName(
            "While others write equal values an attribute becomes unique, or is refused with a report; equal values and unique never meet")
    void equalValuesAndUniqueNeverMeet() {
        for (int round = 0; round < 12; round++) {
            Crm crm = crm();
            String object = "thing" + round;
            crm.schema()
                    .define(ObjectSchema.named(object).attribute("code", text()).build());
            Callable<Object> write = () -> crm.records(object).create(Map.of("code", "same"));
            Callable<Object> alter = () -> crm.schema().alterAttribute(object, "code", text().unique());

            List<AtOnce.Outcome<Object>> outcomes = AtOnce.run(List.of(write, alter, write, write));

            long equal = crm.records(object)
                    .count(ListQuery.where(attr("code").eq("same")))
                    .value();
            boolean unique = outcomes.get(1).isSuccess();
            assertThat(crm.schema()
                            .get(object)
                            .findAttribute("code")
                            .orElseThrow()
                            .spec()
                            .isUnique())
                    .isEqualTo(unique);
            assertThat(equal).isBetween(1L, unique ? 1L : 3L);
            assertThat(outcomes.stream().filter(o -> !o.isSuccess()).map(AtOnce.Outcome::failure))
                    .hasSize(unique ? 2 : 1)
                    .allSatisfy(failure -> assertThat(failure).isInstanceOf(DuplicateValueException.class));
        }
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName("Retyping waits for those who write by the old type, and converts what they wrote")
    void retypingWaitsForOpenWrites() {
        Crm crm = withCodes("12");
        try (Race race = new Race()) {
            List<Future<ConversionReport>> retyping = new ArrayList<>();
            UUID late = crm.inTransaction(inside -> {
                CrmRecord written = inside.records("thing").create(Map.of("name", "late", "code", "13"));
                retyping.add(race.start(
                        () -> crm.schema().retypeAttribute("thing", "code", number(), UnconvertibleValues.REFUSE)));
                assertThat(Race.isWaiting(retyping.get(0))).isTrue();
                return written.id();
            });
            assertThat(Race.result(retyping.get(0)).converted()).isEqualTo(2);
            assertThat(crm.records("thing").get(late).number("code")).isEqualByComparingTo("13");
        }
    }

    @Test
    @SpecRule({"WSP-6", "REC-1"})
    @DisplayName(
            "Retyping writes an event for each value that it converts or empties: before, after, who, and the change of the schema as its cause")
    void retypingIsInTheHistory() {
        Crm crm = withCodes("12", "n/a");
        UUID good = idOf(crm, "12");
        UUID bad = idOf(crm, "n/a");
        UUID without = idOf(crm, "without");
        Crm ben = crm(Actor.user("ben"));

        ben.schema().retypeAttribute("thing", "code", number(), UnconvertibleValues.EMPTY);

        CrmEvent schema = crm.timeline()
                .list(TimelineQuery.all().types(EventTypes.SCHEMA_CHANGED))
                .items()
                .get(0);
        Map<UUID, Change> expected = Map.of(good, new Change("12", new BigDecimal(12)), bad, new Change("n/a", null));
        expected.forEach((id, change) -> {
            CrmEvent event = crm.timeline().of(id, TimelineQuery.all()).items().get(0);
            assertThat(event.type()).isEqualTo(EventTypes.RECORD_UPDATED);
            assertThat(event.changes()).containsOnly(Map.entry("code", change));
            assertThat(event.actor()).isEqualTo(Actor.user("ben"));
            assertThat(event.cause()).isEqualTo(new Cause(schema.id(), schema.id(), 1));
            assertThat(event.recordVersion())
                    .isEqualTo(crm.records("thing").get(id).version())
                    .isEqualTo(2);
        });
        assertThat(crm.timeline().of(without, TimelineQuery.all())).hasSize(1);
        assertThat(crm.records("thing").get(without).version()).isEqualTo(1);
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName(
            "An option that records may hold is archived, not taken away; it stays readable and is not offered for new values")
    void optionsAreArchivedNotTakenAway() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = companies.create(Map.of("name", "Acme", "industry", "bank")).id();

        assertThatThrownBy(() -> crm.schema().alterAttribute(Sales.COMPANY, "industry", select("retail", "tech")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("bank", "asArchived", ErrorCode.SCHEMA_CHANGE_REFUSED.name());
        crm.schema()
                .alterAttribute(
                        Sales.COMPANY,
                        "industry",
                        select("tech", "retail")
                                .option(AttributeOption.of("bank").asArchived()));

        assertThat(companies.get(acme).value("industry")).isEqualTo("bank");
        assertThat(companies.patch(acme, Map.of("employees", 1)).value("industry"))
                .isEqualTo("bank");
        assertThatThrownBy(() -> companies.create(Map.of("name", "Bolt", "industry", "bank")))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_UNKNOWN_OPTION));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "The count of live records follows creating, archiving, restoring and rolling back, also from many threads")
    void theCountFollowsEveryWrite() {
        Crm crm = Sales.in(crm());
        RecordStore people = crm.records(Sales.PERSON);
        List<AtOnce.Outcome<Integer>> outcomes = AtOnce.run(6, () -> {
            for (int i = 0; i < 10; i++) {
                UUID id = people.create(Map.of("name", "P")).id();
                if (i % 2 == 0) {
                    people.archive(id);
                }
                if (i % 4 == 0) {
                    people.restore(id);
                }
            }
            return 1;
        });
        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(crm.schema().recordCount(Sales.PERSON)).isEqualTo(6 * 8);
        assertThat(people.count(ListQuery.all()).value()).isEqualTo(6 * 8);
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.records(Sales.PERSON).create(Map.of("name", "Q"));
                    assertThat(inside.schema().recordCount(Sales.PERSON)).isEqualTo(6 * 8 + 1);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(crm.schema().recordCount(Sales.PERSON)).isEqualTo(6 * 8);
        assertThat(crm.schema().recordCount(Sales.DEAL)).isZero();
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName(
            "An object with live records, or that others refer to, is not deleted; the message counts and names them")
    void anObjectInUseIsNotDeleted() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();

        assertThatThrownBy(() -> crm.schema().delete(Sales.COMPANY))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("1 live records", "person.company", "person.advises", "deal.company");

        assertThat(crm.records(Sales.COMPANY).get(acme).version()).isEqualTo(1);
        crm.schema().delete(Sales.TASK);
        crm.schema()
                .define(ObjectSchema.named(Sales.TASK).attribute("name", text()).build());
        assertThat(Sales.all(crm, Sales.TASK)).isZero();
    }

    private Crm withCodes(String... codes) {
        Crm crm = crm();
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("name", text())
                        .attribute("code", text())
                        .build());
        for (String code : codes) {
            crm.records("thing").create(Map.of("name", code, "code", code));
        }
        crm.records("thing").create(Map.of("name", "without"));
        return crm;
    }

    private static UUID idOf(Crm crm, String name) {
        return things(crm).stream()
                .filter(record -> record.displayName().equals(name))
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static List<CrmRecord> things(Crm crm) {
        return crm.records("thing").list(ListQuery.all()).items();
    }

    private static UUID attributeId(Crm crm, String object, String attribute) {
        return crm.schema().get(object).findAttribute(attribute).orElseThrow().id();
    }
}
