package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.checkbox;
import static dev.crmkit.model.Attributes.currency;
import static dev.crmkit.model.Attributes.date;
import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.multiSelect;
import static dev.crmkit.model.Attributes.number;
import static dev.crmkit.model.Attributes.references;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StaleRecordException;
import dev.crmkit.event.Change;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.ValueSource;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How records are written: all or nothing, only what is named, and nothing where nothing changes. Extend it, say how to get an empty storage, and
 * run it with JUnit.
 */
public abstract class RecordsTck extends EngineTck {

    /** For subclasses. */
    protected RecordsTck() {}

    /** How often each of two writers changes its own attribute of one record; 1,000 where not said. */
    protected int patchesPerWriter() {
        return 1_000;
    }

    /** How many threads create the same unique value at once; 20 where not said. */
    protected int rivals() {
        return 20;
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "A write leaves the record, its event, its place in lists and searches, its relation and the count, all at once")
    void aWriteLeavesEverything() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        CrmRecord ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "email", "ada@acme.example", "company", acme.id()));

        assertThat(crm.records(Sales.PERSON).get(ada.id())).isEqualTo(ada);
        assertThat(ada.version()).isEqualTo(1);
        assertThat(crm.records(Sales.PERSON).list(ListQuery.where(attr("email").eq("ADA@acme.example"))))
                .containsExactly(ada);
        assertThat(crm.records(Sales.PERSON).list(ListQuery.all().search("ada")))
                .containsExactly(ada);
        assertThat(crm.relations().incoming(acme.id(), RelationQuery.all()).items())
                .hasSize(1);
        assertThat(crm.schema().recordCount(Sales.PERSON)).isEqualTo(1);
        CrmEvent event = onlyEvent(crm, ada.id());
        assertThat(event.type()).isEqualTo(EventTypes.RECORD_CREATED);
        assertThat(event.recordVersion()).isEqualTo(1);
        assertThat(event.actor()).isEqualTo(Actor.user("ada"));
        assertThat(event.changes()).containsEntry("name", new Change(null, "Ada"));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "A call that fails for one of its records leaves nothing of the others: no record, event, count, relation or unique value")
    void aFailedCallLeavesNothing() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        long events = events(crm);
        RecordStore people = crm.records(Sales.PERSON);

        assertThatThrownBy(() -> people.createAll(List.of(
                        Map.of("name", "One", "email", "one@x.example", "company", acme.id()),
                        Map.of("name", "Two", "email", "two@x.example"),
                        Map.of("name", "Three", "email", "ONE@x.example"))))
                .isInstanceOf(DuplicateValueException.class);

        assertThat(Sales.all(crm, Sales.PERSON)).isZero();
        assertThat(crm.schema().recordCount(Sales.PERSON)).isZero();
        assertThat(events(crm)).isEqualTo(events);
        assertThat(crm.relations().incoming(acme.id(), RelationQuery.all()).items())
                .isEmpty();
        assertThat(people.create(Map.of("name", "Two", "email", "two@x.example"))
                        .version())
                .isEqualTo(1);
    }

    @Test
    @SpecRule({"REC-1", "EVT-1"})
    @DisplayName("A transaction that fails half-way leaves nothing of what it did before")
    void aTransactionThatFailsHalfWayLeavesNothing() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        long events = events(crm);

        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.records(Sales.COMPANY).patch(acme.id(), Map.of("employees", 7));
                    CrmRecord ada = inside.records(Sales.PERSON).create(Map.of("name", "Ada", "company", acme.id()));
                    inside.relations().link(ada.id(), "founded", acme.id());
                    inside.records(Sales.COMPANY).create(Map.of("name", "ACME"));
                }))
                .isInstanceOf(DuplicateValueException.class);

        assertThat(crm.records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);
        assertThat(Sales.all(crm, Sales.PERSON)).isZero();
        assertThat(events(crm)).isEqualTo(events);
        assertThat(crm.relations().incoming(acme.id(), RelationQuery.all()).items())
                .isEmpty();
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName("A patch changes the named attributes and no others")
    void aPatchTouchesOnlyWhatItNames() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = crm.records(Sales.COMPANY)
                .create(Map.of("name", "Acme", "employees", 10, "about", "Anvils", "tags", List.of("vip")));

        CrmRecord patched = crm.records(Sales.COMPANY).patch(acme.id(), Map.of("employees", 11));

        Map<String, Object> expected = new LinkedHashMap<>(acme.values());
        expected.put("employees", new BigDecimal(11));
        assertThat(patched.values()).isEqualTo(expected);
        assertThat(patched.version()).isEqualTo(2);
        assertThat(crm.records(Sales.COMPANY).get(acme.id())).isEqualTo(patched);
        assertThat(latestEvent(crm, acme.id()).changes())
                .isEqualTo(Map.of("employees", new Change(new BigDecimal(10), new BigDecimal(11))));
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName("Two writers who change different attributes of one record again and again both win every time")
    void writersOfDifferentAttributesBothWin() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        int patches = patchesPerWriter();

        List<AtOnce.Outcome<Boolean>> outcomes = AtOnce.run(List.of(
                () -> countUp(crm(Actor.user("ada")), acme, "employees", patches),
                () -> countUp(crm(Actor.user("ben")), acme, "revenue", patches)));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        CrmRecord after = crm.records(Sales.COMPANY).get(acme);
        assertThat(after.number("employees")).isEqualByComparingTo(BigDecimal.valueOf(patches));
        assertThat(after.number("revenue")).isEqualByComparingTo(BigDecimal.valueOf(patches));
        assertThat(after.version()).isEqualTo(1 + 2L * patches);
        assertThat(versions(crm, acme))
                .containsExactlyInAnyOrderElementsOf(
                        LongStream.rangeClosed(1, 1 + 2L * patches).boxed().toList());
    }

    /** Writes 1, 2, 3… and sees each time that the value before was its own. */
    private static Boolean countUp(Crm crm, UUID id, String attribute, int times) {
        for (int i = 1; i <= times; i++) {
            CrmRecord after = crm.records(Sales.COMPANY).patch(id, Map.of(attribute, i));
            assertThat(after.number(attribute)).isEqualByComparingTo(BigDecimal.valueOf(i));
        }
        return true;
    }

    private static List<Long> versions(Crm crm, UUID id) {
        List<Long> versions = new ArrayList<>();
        TimelineQuery query = TimelineQuery.all().limit(1000);
        Page<CrmEvent> page = crm.timeline().of(id, query);
        page.forEach(event -> versions.add(event.recordVersion()));
        while (page.hasNext()) {
            page = crm.timeline().of(id, query.after(page.nextCursor()));
            page.forEach(event -> versions.add(event.recordVersion()));
        }
        return versions;
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName(
            "A write that expects another version than the current one is refused with the current one, and writes nothing")
    void anExpectedVersionThatIsStaleIsRefused() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = Sales.company(crm, "Acme").id();
        CrmRecord second = companies.patch(acme, Map.of("employees", 2), WriteOptions.expectedVersion(1));

        for (Runnable write : List.<Runnable>of(
                () -> companies.patch(acme, Map.of("employees", 3), WriteOptions.expectedVersion(1)),
                () -> companies.archive(acme, WriteOptions.expectedVersion(1)),
                () -> companies.restore(acme, WriteOptions.expectedVersion(1)),
                () -> companies.patch(acme, Map.of("employees", 2), WriteOptions.expectedVersion(3)))) {
            assertThatThrownBy(write::run).isInstanceOfSatisfying(StaleRecordException.class, stale -> {
                assertThat(stale.currentVersion()).isEqualTo(2);
                assertThat(stale.code()).isEqualTo(ErrorCode.RECORD_STALE);
                assertThat(stale.details()).containsEntry("currentVersion", 2L);
            });
        }
        assertThat(companies.get(acme)).isEqualTo(second);
    }

    @Test
    @SpecRule("REC-2")
    @DisplayName("Of several writers who expect the same version, one wins and the others hear the new version")
    void ofSeveralWhoExpectOneVersionOneWins() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();

        List<AtOnce.Outcome<CrmRecord>> outcomes = AtOnce.run(IntStream.range(0, 8)
                .mapToObj(i -> (Callable<CrmRecord>) () -> crm.records(Sales.COMPANY)
                        .patch(acme, Map.of("employees", 100 + i), WriteOptions.expectedVersion(1)))
                .toList());

        assertThat(outcomes).filteredOn(AtOnce.Outcome::isSuccess).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure())
                        .isInstanceOfSatisfying(
                                StaleRecordException.class,
                                stale -> assertThat(stale.currentVersion()).isEqualTo(2)));
    }

    @Test
    @SpecRule("REC-3")
    @DisplayName("Writing equal values in whatever form changes nothing: no version, no time, no event, no source")
    void equalValuesChangeNothing() {
        Crm crm = Sales.in(crm());
        crm.schema()
                .define(ObjectSchema.named("thing")
                        .attribute("name", text())
                        .attribute("empty", text())
                        .attribute("price", number())
                        .attribute("money", currency("EUR"))
                        .attribute("day", date())
                        .attribute("done", checkbox())
                        .attribute("mail", email())
                        .attribute("tags", multiSelect("a", "b", "c"))
                        .attribute("companies", references(Sales.COMPANY))
                        .build());
        UUID acme = Sales.company(crm, "Acme").id();
        RecordStore things = crm.records("thing");
        CrmRecord before = things.create(Map.of(
                "name",
                "Caf\u00e9",
                "price",
                new BigDecimal("1.10"),
                "money",
                Map.of("amount", new BigDecimal("12.50"), "currency", "EUR"),
                "day",
                LocalDate.of(2026, 3, 1),
                "done",
                true,
                "mail",
                "Ada@Example.com",
                "tags",
                List.of("a", "c"),
                "companies",
                List.of(acme),
                "@owner",
                "ada"));
        clock().advance(Duration.ofHours(1));

        Map<String, List<@Nullable Object>> equal = new LinkedHashMap<>();
        equal.put("name", List.of("Cafe\u0301"));
        equal.put("empty", Arrays.asList(null, "", " \u00a0\t", List.of()));
        equal.put("price", List.of(new BigDecimal("1.1"), new BigDecimal("1.100")));
        equal.put(
                "money",
                List.of(new BigDecimal("12.5"), Map.of("currency", "EUR", "amount", new BigDecimal("12.500"))));
        equal.put("day", List.of("2026-03-01"));
        equal.put("done", List.of(true));
        equal.put("mail", List.of(" Ada@Example.com "));
        equal.put("tags", List.of(List.of("c", "a"), List.of("c", "a", "c")));
        equal.put("companies", List.of(acme, List.of(acme.toString())));
        equal.put("@owner", List.of("ada"));
        Crm ben = crm(Actor.user("ben"));
        equal.forEach((attribute, forms) -> forms.forEach(form -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            values.put(attribute, form);
            assertThat(ben.records("thing").patch(before.id(), values))
                    .as("%s = %s", attribute, form)
                    .isEqualTo(before);
        }));

        assertThat(things.patch(before.id(), Map.of())).isEqualTo(before);
        assertThat(things.get(before.id())).isEqualTo(before);
        onlyEvent(crm, before.id());
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName(
            "Of many threads that create the same unique value at once, one makes the record and the others hear who holds it")
    void aRaceForAUniqueValueHasOneWinner() {
        Crm crm = Sales.in(crm());

        List<AtOnce.Outcome<CrmRecord>> outcomes = AtOnce.run(rivals(), () -> Sales.company(crm, "Acme"));

        List<CrmRecord> live = crm.records(Sales.COMPANY).list(ListQuery.all()).items();
        assertThat(live).hasSize(1);
        assertThat(outcomes).filteredOn(AtOnce.Outcome::isSuccess).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure())
                        .isInstanceOfSatisfying(
                                DuplicateValueException.class,
                                duplicate -> assertThat(duplicate.findHolder())
                                        .contains(live.get(0).id())));
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName(
            "A call creates a thousand records, in order and each with its event; more than 10,000 are refused before anything is written")
    void manyRecordsInOneCall() {
        Crm crm = Sales.in(crm());
        List<Map<String, Object>> inputs = IntStream.range(0, 1_000)
                .mapToObj(i -> Map.<String, Object>of("name", "Company " + i, "employees", i))
                .toList();

        List<CrmRecord> created = crm.records(Sales.COMPANY).createAll(inputs);

        assertThat(created)
                .extracting(CrmRecord::displayName)
                .containsExactlyElementsOf(
                        inputs.stream().map(i -> (String) i.get("name")).toList());
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1_000);
        assertThat(crm.timeline()
                        .list(TimelineQuery.all()
                                .types(EventTypes.RECORD_CREATED)
                                .limit(1000))
                        .items())
                .extracting(CrmEvent::recordId)
                .containsExactlyInAnyOrderElementsOf(
                        created.stream().map(CrmRecord::id).toList());
        assertThat(crm.records(Sales.COMPANY)
                        .count(ListQuery.where(attr("employees").gte(900)))
                        .value())
                .isEqualTo(100);
        List<Map<String, Object>> tooMany = Collections.nCopies(10_001, Map.of("name", "x"));
        assertThatThrownBy(() -> crm.records(Sales.COMPANY).createAll(tooMany))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContainingAll("10001", "10000");
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(1_000);
    }

    @Test
    @SpecRule("REC-9")
    @DisplayName("Every value says who wrote it last, how and when")
    void everyValueSaysWhoWroteItLast() {
        Crm ada = Sales.in(crm());
        CrmRecord acme = ada.records(Sales.COMPANY).create(Map.of("name", "Acme", "employees", 1, "industry", "tech"));
        ValueSource first = new ValueSource(Actor.user("ada"), clock().instant());
        clock().advance(Duration.ofDays(1));
        Actor importer = Actor.importer("crm-2019.csv");

        crm(importer).records(Sales.COMPANY).patch(acme.id(), Map.of("employees", 2, "industry", "tech"));

        CrmRecord after = ada.records(Sales.COMPANY).get(acme.id());
        assertThat(after.source("name")).contains(first);
        assertThat(after.source("industry")).contains(first);
        assertThat(after.source("employees")).contains(new ValueSource(importer, clock().instant()));
        assertThat(after.source("revenue")).isEmpty();
    }

    @Test
    @SpecRule("REC-9")
    @DisplayName(
            "A model fills what is empty and changes what is not a person's; over a person's value it is refused and writes nothing")
    void aModelDoesNotOverwriteAPerson() {
        Crm ada = Sales.in(crm());
        RecordStore model = crm(Actor.ai("summariser")).records(Sales.COMPANY);
        UUID acme = ada.records(Sales.COMPANY)
                .create(Map.of("name", "Acme", "employees", 1))
                .id();

        assertThat(model.patch(acme, Map.of("industry", "tech")).value("industry"))
                .isEqualTo("tech");
        assertThat(model.patch(acme, Map.of("industry", "bank")).value("industry"))
                .isEqualTo("bank");
        Map<String, @Nullable Object> emptied = new HashMap<>();
        emptied.put("employees", null);
        for (Map<String, @Nullable Object> overwrite :
                List.<Map<String, @Nullable Object>>of(Map.of("employees", 2, "revenue", 5), emptied)) {
            assertThatThrownBy(() -> model.patch(acme, overwrite))
                    .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                        assertThat(refused.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY);
                        assertThat(refused.violations().get(0).path()).isEqualTo("employees");
                    });
        }
        CrmRecord after = ada.records(Sales.COMPANY).get(acme);
        assertThat(after.version()).isEqualTo(3);
        assertThat(after.number("employees")).isEqualByComparingTo("1");
        assertThat(after.value("revenue")).isNull();
        assertThat(model.patch(acme, Map.of("employees", 1))).isEqualTo(after);
    }

    private static long events(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1000)).items().size();
    }

    private static CrmEvent latestEvent(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all().limit(1)).items().get(0);
    }

    private static CrmEvent onlyEvent(Crm crm, UUID record) {
        List<CrmEvent> events = crm.timeline().of(record, TimelineQuery.all()).items();
        assertThat(events).hasSize(1);
        return events.get(0);
    }
}
