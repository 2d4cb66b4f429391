package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.email;
import static dev.crmkit.model.Attributes.personName;
import static dev.crmkit.model.Attributes.phone;
import static dev.crmkit.model.Attributes.reference;
import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.model.Attributes.url;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.duplicate.DuplicateMatch;
import dev.crmkit.duplicate.DuplicateReason;
import dev.crmkit.duplicate.DuplicateRule;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateRecordException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.record.RecordStore;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Duplicate rules when records are written: what matches, what is refused, and who is told. Extend it, say how to get an empty storage, and run it with
 * JUnit.
 */
public abstract class DuplicatesTck extends EngineTck {
    private static final String PERSON = "person";
    private static final String COMPANY = "company";
    private static final DuplicateRule EMAIL = DuplicateRule.email("email");
    private static final DuplicateRule PHONE = DuplicateRule.phone("phone");
    private static final DuplicateRule NAME = DuplicateRule.name("name");

    private boolean started;

    /** For subclasses. */
    protected DuplicatesTck() {}

    private Crm people() {
        return people(crm());
    }

    private static Crm people(Crm crm) {
        crm.schema()
                .define(List.of(
                        ObjectSchema.named(COMPANY)
                                .attribute("name", text())
                                .attribute("website", url())
                                .build(),
                        ObjectSchema.named(PERSON)
                                .attribute("name", personName())
                                .attribute("email", email())
                                .attribute("second_email", email())
                                .attribute("phone", phone().config("region", "DE"))
                                .attribute("company", reference(COMPANY))
                                .build()));
        return crm;
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    private static UUID person(Crm crm, Object... values) {
        return crm.records(PERSON).create(map(values)).id();
    }

    private static Map<String, Object> map(Object... values) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put((String) values[i], values[i + 1]);
        }
        return map;
    }

    private static List<UUID> ids(List<DuplicateMatch> matches) {
        return matches.stream().map(match -> match.record().id()).toList();
    }

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    private static long suspicions(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all().limit(1000)).items().stream()
                .filter(event -> event.type().equals(EventTypes.DUPLICATE_SUSPECTED))
                .count();
    }

    @Test
    @SpecRule({"REC-1", "INB-2"})
    @DisplayName(
            "Addresses, numbers and domains match in their normal forms; personal mail domains and public suffixes match nothing")
    void normalForms() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL, PHONE, DuplicateRule.domain("second_email"));
        UUID ada = person(
                crm,
                "email",
                "Ada@M\u00fcller.example",
                "phone",
                "030 12345678",
                "second_email",
                "ada@sales.acme.co.uk");
        person(crm, "second_email", "ada@gmail.com");

        assertThat(ids(crm.duplicates().find(PERSON, Map.of("email", "ada@xn--mller-kva.EXAMPLE"))))
                .containsExactly(ada);
        assertThat(ids(crm.duplicates().find(PERSON, Map.of("phone", "+49 30 12345678"))))
                .containsExactly(ada);
        assertThat(ids(crm.duplicates().find(PERSON, Map.of("second_email", "bob@acme.co.uk"))))
                .containsExactly(ada);
        assertThat(crm.duplicates().find(PERSON, Map.of("second_email", "bob@other.co.uk")))
                .isEmpty();
        assertThat(crm.duplicates().find(PERSON, Map.of("second_email", "bob@gmail.com")))
                .isEmpty();
        assertThat(crm.duplicates().find(PERSON, Map.of("email", "eve@example.com")))
                .isEmpty();
        assertThat(crm.duplicates().find(PERSON, Map.of("email", "ada@m\u00fcller.example")))
                .singleElement()
                .satisfies(match -> {
                    assertThat(match.score()).isEqualTo(1);
                    assertThat(match.reasons()).containsExactly(new DuplicateReason(EMAIL, 1));
                    assertThat(match.record().object()).isEqualTo(PERSON);
                });
        assertThatThrownBy(() -> crm.duplicates().find(PERSON, Map.of("email", "no", "nope", 1)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations()).hasSize(2));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Names match when they are alike: accents, case, order, titles, letters mistaken; others do not")
    void namesThatAreAlike() {
        Crm crm = people();
        crm.duplicates().define(PERSON, NAME);
        crm.duplicates().define(COMPANY, NAME);
        UUID ada = person(crm, "name", Map.of("prefix", "Dr.", "first", "Ada", "middle", "King", "last", "Lovelace"));
        UUID mueller = person(crm, "name", "J\u00fcrgen M\u00fcller");
        UUID acme =
                crm.records(COMPANY).create(Map.of("name", "Acme Trading GmbH")).id();

        for (String like : List.of("ada lovelace", "Lovelace, Ada", "Ada Lovelase", "\u00c1da Lov\u00e9lace")) {
            assertThat(ids(crm.duplicates().find(PERSON, Map.of("name", like))))
                    .as(like)
                    .containsExactly(ada);
        }
        assertThat(ids(crm.duplicates().find(PERSON, Map.of("name", "Jurgen Mueller"))))
                .containsExactly(mueller);
        for (String unlike : List.of("Ada Byron", "Adam Lovell", "Jan M\u00fcller", "Grace Hopper")) {
            assertThat(crm.duplicates().find(PERSON, Map.of("name", unlike)))
                    .as(unlike)
                    .isEmpty();
        }
        assertThat(ids(crm.duplicates().find(COMPANY, Map.of("name", "ACME trading, Inc."))))
                .containsExactly(acme);
        assertThat(crm.duplicates().find(COMPANY, Map.of("name", "Apex Trading GmbH")))
                .isEmpty();
        assertThat(crm.duplicates().find(PERSON, Map.of("name", "Ada Lovelase")))
                .singleElement()
                .satisfies(match -> assertThat(match.score()).isBetween(0.92, 0.999));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("A rule within a reference compares the records that refer to the same one, and no others")
    void withinACompany() {
        Crm crm = people();
        UUID acme = crm.records(COMPANY).create(Map.of("name", "Acme")).id();
        UUID bolt = crm.records(COMPANY).create(Map.of("name", "Bolt")).id();
        crm.duplicates().define(PERSON, NAME.similarity(0.8).within("company"), EMAIL.within("company"));
        UUID ada = person(crm, "name", "Ada Lovelace", "company", acme, "email", "office@acme.example");

        assertThat(ids(crm.duplicates().find(PERSON, Map.of("name", "Eda Lavelace", "company", acme))))
                .containsExactly(ada);
        assertThat(crm.duplicates().find(PERSON, Map.of("name", "Ada Lovelace", "company", bolt)))
                .isEmpty();
        assertThat(crm.duplicates().find(PERSON, Map.of("name", "Ada Lovelace", "email", "office@acme.example")))
                .isEmpty();
        UUID other = person(crm, "name", "Ada Lovelace", "company", bolt, "email", "office@acme.example");
        assertThat(crm.duplicates().of(other)).isEmpty();
        crm.records(PERSON).patch(other, Map.of("company", acme));
        assertThat(crm.duplicates().of(other)).singleElement().satisfies(match -> {
            assertThat(match.record().id()).isEqualTo(ada);
            assertThat(match.reasons())
                    .extracting(reason -> reason.rule().toString())
                    .containsExactly("name within company", "email within company");
        });
    }

    @Test
    @SpecRule({"REC-1", "ERR-2"})
    @DisplayName(
            "A rule that refuses stops every write that gives a record the key: create, batch, patch, restore; nothing is written")
    void refusal() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse(), PHONE);
        RecordStore people = crm.records(PERSON);
        UUID ada = person(crm, "email", "ada@example.com");
        UUID bob = person(crm, "email", "bob@example.com");

        assertThatThrownBy(() -> people.create(Map.of("email", "ADA@example.com")))
                .isInstanceOfSatisfying(DuplicateRecordException.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ErrorCode.RECORD_DUPLICATE);
                    assertThat(refused.matches()).containsExactly(ada);
                    assertThat(refused.violations()).extracting(Violation::path).containsExactly("email");
                    assertThat(refused).hasMessageContaining(ada.toString()).hasMessageContaining("ADA@example.com");
                });
        assertThatThrownBy(() -> people.createAll(List.of(
                        Map.of("email", "new@example.com"),
                        Map.of("email", "bob@example.com"),
                        Map.of("email", "NEW@example.com"))))
                .isInstanceOfSatisfying(DuplicateRecordException.class, refused -> {
                    assertThat(refused.matches()).containsExactly(bob);
                    assertThat(refused.violations())
                            .extracting(Violation::path)
                            .containsExactly("records[0].email", "records[1].email", "records[2].email");
                });
        assertRefused(() -> people.patch(bob, Map.of("email", "ada@EXAMPLE.com")), ErrorCode.RECORD_DUPLICATE);
        assertThat(people.count(ListQuery.all()).value()).isEqualTo(2);
        assertThat(people.get(bob).version()).isEqualTo(1);

        people.archive(ada);
        UUID heir = person(crm, "email", "ada@example.com");
        assertRefused(() -> people.restore(ada), ErrorCode.RECORD_DUPLICATE);
        people.patch(heir, Map.of("email", "heir@example.com"));
        people.restore(ada);
        assertRefused(() -> person(crm, "email", "ada@example.com"), ErrorCode.RECORD_DUPLICATE);
        // What holds a value already may be written otherwise.
        assertThat(people.patch(ada, Map.of("email", "Ada@example.com", "phone", "+49 30 12345678"))
                        .version())
                .isEqualTo(4);
    }

    @Test
    @SpecRule({"REC-1", "REC-3"})
    @DisplayName(
            "A rule that warns lets the record be written, notes it on the timeline once, and says which when asked")
    void warning() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL, PHONE);
        UUID ada = person(crm, "email", "ada@example.com", "phone", "+49 30 12345678");
        assertThat(suspicions(crm, ada)).isZero();

        UUID twin = person(crm, "email", "ada@example.com", "phone", "+49 30 12345678");

        assertThat(suspicions(crm, twin)).isEqualTo(1);
        assertThat(crm.duplicates().of(twin)).singleElement().satisfies(match -> {
            assertThat(match.record().id()).isEqualTo(ada);
            assertThat(match.reasons()).extracting(DuplicateReason::rule).containsExactly(EMAIL, PHONE);
        });
        assertThat(ids(crm.duplicates().of(ada))).containsExactly(twin);
        crm.records(PERSON).patch(twin, Map.of("email", "ada@example.com", "name", "Ada"));
        assertThat(suspicions(crm, twin)).isEqualTo(1);
        crm.records(PERSON).patch(twin, map("email", "", "phone", ""));
        assertThat(crm.duplicates().of(ada)).isEmpty();
        crm.records(PERSON).archive(twin);
        assertThat(crm.duplicates().of(twin)).isEmpty();
    }

    @Test
    @SpecRule({"REC-1", "EVT-1"})
    @DisplayName("Of several writers that give one address at the same moment one wins, again and again")
    void racesHaveOneWinner() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse());
        for (int round = 0; round < 8; round++) {
            String address = "race" + round + "@example.com";
            UUID loose = person(crm, "name", "Loose");
            UUID archived = person(crm, "email", address);
            crm.records(PERSON).archive(archived);
            List<Callable<CrmRecord>> writers = List.of(
                    () -> crm.records(PERSON).create(Map.of("email", address)),
                    () -> crm.records(PERSON).create(Map.of("email", address.toUpperCase(Locale.ROOT))),
                    () -> crm.records(PERSON).patch(loose, Map.of("email", address)),
                    () -> crm.records(PERSON).restore(archived));

            List<AtOnce.Outcome<CrmRecord>> outcomes = AtOnce.run(writers);

            assertThat(outcomes)
                    .filteredOn(AtOnce.Outcome::isSuccess)
                    .as(outcomes.toString())
                    .hasSize(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.isSuccess())
                    .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(DuplicateRecordException.class));
            assertThat(crm.records(PERSON)
                            .count(ListQuery.where(attr("email").eq(address)))
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("Writers in opposite orders of addresses do not lock each other out")
    void writersInOppositeOrders() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse());
        List<Map<String, Object>> batch = new ArrayList<>();
        IntStream.range(0, 40).forEach(i -> batch.add(Map.of("email", "p" + i + "@example.com")));
        List<Map<String, Object>> reversed = new ArrayList<>(batch);
        Collections.reverse(reversed);

        List<AtOnce.Outcome<List<CrmRecord>>> outcomes = AtOnce.run(List.of(
                () -> crm.records(PERSON).createAll(batch),
                () -> crm.records(PERSON).createAll(reversed)));

        assertThat(outcomes)
                .filteredOn(AtOnce.Outcome::isSuccess)
                .as(outcomes.toString())
                .hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(DuplicateRecordException.class));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("What a write that failed or was rolled back had looked up leaves nothing behind")
    void nothingIsLeftBehind() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse());
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    person(inside, "email", "ada@example.com");
                    assertRefused(() -> person(inside, "email", "ada@example.com"), ErrorCode.RECORD_DUPLICATE);
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");

        UUID ada = crm.inTransaction(inside -> {
            UUID first = person(inside, "email", "ada@example.com");
            assertRefused(() -> person(inside, "email", "ada@example.com"), ErrorCode.RECORD_DUPLICATE);
            return first;
        });
        assertThat(ids(crm.duplicates().find(PERSON, Map.of("email", "ada@example.com"))))
                .containsExactly(ada);
    }

    @Test
    @SpecRule({"REC-7", "REC-4"})
    @DisplayName(
            "Merging settles a pair and is never refused; undoing it brings the pair back; erasing takes it away for good")
    void mergeUndoErase() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL);
        UUID ada = person(crm, "name", "Ada", "email", "ada@example.com");
        UUID twin = person(crm, "name", "Adah", "email", "ada@example.com");
        UUID third = person(crm, "name", "A.");
        UUID fourth = person(crm, "email", "ada@example.com", "name", "Fourth");
        crm.duplicates().define(PERSON, EMAIL.refuse());

        UUID merge = crm.merges().merge(third, List.of(twin)).mergeId();

        assertThat(crm.merges().preview(ada, List.of(fourth), Map.of()).things().belongings())
                .containsOnlyKeys("channel");
        assertThat(ids(crm.duplicates().of(ada))).containsExactlyInAnyOrder(third, fourth);
        assertThat(ids(crm.duplicates().of(twin))).containsExactlyInAnyOrder(ada, fourth);
        crm.merges().unmerge(merge);
        assertThat(ids(crm.duplicates().of(ada))).containsExactlyInAnyOrder(twin, fourth);
        assertThat(crm.duplicates().of(third)).isEmpty();

        assertThat(crm.records(PERSON).erase(fourth, "Fourth").belongings()).isEqualTo(1);
        assertThat(ids(crm.duplicates().of(ada))).containsExactly(twin);
        crm.merges().merge(ada, List.of(twin));
        assertThat(crm.duplicates().of(ada)).isEmpty();
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName(
            "A bulk call says item by item what a rule refuses, and writes the others; all or none, it writes nothing")
    void bulkCalls() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse());
        BulkRecords people = crm.records(PERSON).bulk();
        UUID ada = person(crm, "email", "ada@example.com");
        List<Map<String, String>> three = List.of(
                Map.of("email", "cy@example.com"),
                Map.of("email", "ADA@example.com"),
                Map.of("email", "dee@example.com"));

        assertThatThrownBy(() -> people.create(three, BulkOptions.atomic()))
                .isInstanceOf(DuplicateRecordException.class);
        assertThat(crm.schema().recordCount(PERSON)).isEqualTo(1);
        BulkResult created = people.create(three, BulkOptions.perItem());
        assertThat(created.items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(BulkResult.Outcome.CREATED, BulkResult.Outcome.FAILED, BulkResult.Outcome.CREATED);
        assertThat(created.items().get(1).violations())
                .extracting(Violation::path, Violation::code)
                .containsExactly(tuple("records[1].email", ErrorCode.RECORD_DUPLICATE));

        UUID cy = Objects.requireNonNull(created.items().get(0).id());
        BulkResult patched = people.patch(
                List.of(
                        BulkPatch.of(cy, Map.of("email", "ada@example.com")),
                        BulkPatch.of(ada, Map.of("phone", "030 12345678"))),
                BulkOptions.perItem());
        assertThat(patched.items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(BulkResult.Outcome.FAILED, BulkResult.Outcome.UPDATED);

        crm.records(PERSON).archive(ada);
        crm.records(PERSON).archive(cy);
        person(crm, "email", "ada@example.com");
        BulkTargets both = BulkTargets.of(List.of(ada, cy));
        assertThatThrownBy(() -> people.restore(both, BulkOptions.atomic()))
                .isInstanceOf(DuplicateRecordException.class);
        assertThat(people.restore(both, BulkOptions.perItem()).items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(BulkResult.Outcome.FAILED, BulkResult.Outcome.RESTORED);
        assertThat(crm.duplicates().of(cy)).isEmpty();
    }

    @Test
    @SpecRule({"REC-7", "WSP-6"})
    @DisplayName("A pair that was dismissed matches no more, also for what it is merged into, until that is taken back")
    void dismissal() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL);
        UUID ada = person(crm, "email", "office@example.com");
        UUID bob = person(crm, "email", "office@example.com");
        UUID eve = person(crm, "email", "office@example.com");
        UUID loose = person(crm, "name", "Loose");
        UUID other = person(crm, "name", "Other");

        crm.duplicates().dismiss(bob, ada);
        crm.duplicates().dismiss(ada, bob);

        assertThat(ids(crm.duplicates().of(ada))).containsExactly(eve);
        assertThat(ids(crm.duplicates().of(bob))).containsExactly(eve);
        assertThat(crm.timeline().of(ada, TimelineQuery.all()).items())
                .filteredOn(event -> event.type().equals(EventTypes.DUPLICATE_DISMISSED))
                .hasSize(1);
        UUID first = crm.merges().merge(loose, List.of(ada)).mergeId();
        assertThat(ids(crm.duplicates().of(loose))).containsExactly(eve);
        UUID second = crm.merges().merge(other, List.of(bob)).mergeId();
        assertThat(ids(crm.duplicates().of(loose))).containsExactly(eve);
        assertThat(ids(crm.duplicates().of(other))).containsExactly(eve);
        crm.merges().unmerge(second);
        crm.merges().unmerge(first);
        assertThat(ids(crm.duplicates().of(bob))).containsExactly(eve);
        crm.merges().merge(loose, List.of(ada));
        crm.duplicates().reinstate(bob, ada);
        crm.duplicates().reinstate(bob, ada);
        assertThat(ids(crm.duplicates().of(loose))).containsExactlyInAnyOrder(bob, eve);
        assertThat(crm.timeline().of(bob, TimelineQuery.all()).items())
                .filteredOn(event -> event.type().equals(EventTypes.DUPLICATE_REINSTATED))
                .hasSize(1);
        UUID company = crm.records(COMPANY).create(Map.of("name", "Acme")).id();
        assertRefused(() -> crm.duplicates().dismiss(bob, bob), ErrorCode.VALUE_MALFORMED);
        assertRefused(() -> crm.duplicates().dismiss(bob, company), ErrorCode.VALUE_MALFORMED);
        assertRefused(() -> crm.duplicates().dismiss(bob, UUID.randomUUID()), ErrorCode.RECORD_NOT_FOUND);
        // An address that is dismissed with one record is still refused with another.
        crm.duplicates().define(PERSON, EMAIL.refuse());
        crm.duplicates().dismiss(bob, eve);
        crm.records(PERSON).patch(bob, map("email", ""));
        assertThatThrownBy(() -> crm.records(PERSON).patch(bob, Map.of("email", "office@example.com")))
                .isInstanceOfSatisfying(
                        DuplicateRecordException.class,
                        refused -> assertThat(refused.matches()).containsExactly(loose));
        crm.duplicates().dismiss(bob, loose);
        crm.records(PERSON).patch(bob, Map.of("email", "office@example.com"));
    }

    @Test
    @SpecRule("INB-2")
    @DisplayName(
            "The company of an address is found by its registrable domain, the first of several, never by a personal mail domain")
    void companyOfAnAddress() {
        Crm crm = people();
        assertRefused(() -> crm.duplicates().companyFor("ada@acme.co.uk"), ErrorCode.INVALID_INPUT);
        crm.duplicates().define(COMPANY, DuplicateRule.domain("website"));
        RecordStore companies = crm.records(COMPANY);
        UUID acme = companies
                .create(Map.of("name", "Acme", "website", "https://www.acme.co.uk:8080/about?x=1"))
                .id();
        clock().advance(Duration.ofSeconds(1));
        UUID branch = companies
                .create(Map.of("name", "Acme North", "website", "http://north.acme.co.uk"))
                .id();
        companies.create(Map.of("name", "Pages", "website", "https://ada.github.io"));
        companies.create(Map.of("name", "Mail", "website", "https://gmail.com"));

        for (String address :
                List.of("ada@acme.co.uk", "ADA@Mail.ACME.co.uk", "https://acme.co.uk/x", "acme.co.uk", "acme.co.uk.")) {
            assertThat(crm.duplicates().companyFor(address))
                    .as(address)
                    .map(CrmRecord::id)
                    .contains(acme);
        }
        for (String address : List.of(
                "ada@gmail.com",
                "ada@other.co.uk",
                "co.uk",
                "https://bob.github.io",
                "github.io",
                "ada@[10.0.0.1]",
                "10.0.0.1",
                "",
                "@",
                "localhost")) {
            assertThat(crm.duplicates().companyFor(address)).as(address).isEmpty();
        }
        assertThat(crm.duplicates().companyFor("ada@ada.github.io")).isPresent();
        companies.archive(acme);
        assertThat(crm.duplicates().companyFor("ada@acme.co.uk"))
                .map(CrmRecord::id)
                .contains(branch);
    }

    @Test
    @SpecRule({"VAL-4", "REC-3"})
    @DisplayName(
            "Rules take in the records that were there before, by a job; dropped ones leave nothing; the same rules again change nothing")
    void rulesOverOldRecords() {
        Crm crm = people();
        UUID ada = person(crm, "email", "ada@example.com", "phone", "+49 30 12345678");
        UUID twin = person(crm, "email", "ada@example.com", "phone", "+49 30 12345678");
        crm.records(PERSON).archive(person(crm, "email", "ada@example.com"));

        assertThat(crm.duplicates().define(PERSON, EMAIL).complete()).isFalse();
        work();
        assertThat(crm.duplicates().rules(PERSON).complete()).isTrue();
        assertThat(ids(crm.duplicates().of(ada))).containsExactly(twin);

        crm.duplicates().define(PERSON, PHONE, EMAIL);
        // A later change takes over from one that has not run yet.
        crm.duplicates().define(PERSON, PHONE);
        work();
        assertThat(crm.duplicates().of(ada))
                .singleElement()
                .satisfies(match -> assertThat(match.reasons())
                        .extracting(DuplicateReason::rule)
                        .containsExactly(PHONE));
        long events = schemaChanges(crm);
        assertThat(crm.duplicates().define(PERSON, PHONE).complete()).isTrue();
        assertThat(schemaChanges(crm)).isEqualTo(events);
        assertThat(crm.duplicates().define(PERSON, PHONE.refuse()).complete())
                .as("another action needs no other keys")
                .isTrue();
        assertThat(crm.duplicates().define(PERSON).rules()).isEmpty();
        work();
        assertThat(crm.duplicates().of(ada)).isEmpty();
        crm.duplicates().define(PERSON, EMAIL);
        work();
        assertThat(ids(crm.duplicates().of(ada))).containsExactly(twin);
        assertThat(crm.jobs().counts().dead()).isZero();
    }

    private static long schemaChanges(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1000)).items().stream()
                .filter(event -> event.type().equals(EventTypes.SCHEMA_CHANGED))
                .count();
    }

    @Test
    @SpecRule({"VAL-3", "VAL-4"})
    @DisplayName(
            "Rules follow a renamed attribute and a changed type, and stand against its deletion and a type that they cannot compare")
    void rulesAndTheSchema() {
        Crm crm = people();
        crm.duplicates().define(COMPANY, NAME, DuplicateRule.domain("website"));
        UUID acme = crm.records(COMPANY)
                .create(Map.of("name", "Acme", "website", "https://acme.example/"))
                .id();
        UUID twin = crm.records(COMPANY)
                .create(Map.of("name", "Acme", "website", "https://acme.example/x"))
                .id();
        crm.schema().renameAttribute(COMPANY, "website", "homepage");
        assertThat(crm.duplicates().rules(COMPANY).rules()).containsExactly(NAME, DuplicateRule.domain("homepage"));
        assertRefused(() -> crm.schema().deleteAttribute(COMPANY, "homepage"), ErrorCode.SCHEMA_CHANGE_REFUSED);

        assertThat(crm.schema()
                        .retypeAttribute(COMPANY, "homepage", text(), UnconvertibleValues.REFUSE)
                        .applied())
                .isTrue();
        assertThat(crm.schema()
                        .retypeAttribute(COMPANY, "name", personName(), UnconvertibleValues.REFUSE)
                        .applied())
                .isTrue();
        work();
        assertThat(crm.duplicates().of(acme)).singleElement().satisfies(match -> {
            assertThat(match.record().id()).isEqualTo(twin);
            assertThat(match.reasons()).hasSize(2);
        });
        assertRefused(
                () -> crm.schema().retypeAttribute(COMPANY, "name", email(), UnconvertibleValues.EMPTY),
                ErrorCode.SCHEMA_CHANGE_REFUSED);
        crm.duplicates().define(COMPANY, NAME);
        crm.schema().deleteAttribute(COMPANY, "homepage");
        work();
        assertThat(crm.duplicates().of(acme))
                .singleElement()
                .satisfies(match -> assertThat(match.reasons()).hasSize(1));
    }

    @Test
    @SpecRule({"ERR-1", "ERR-2"})
    @DisplayName("Rules that do not fit are refused with every fault")
    void rulesThatDoNotFit() {
        Crm crm = people();
        assertThatThrownBy(() -> crm.duplicates()
                        .define(
                                PERSON,
                                DuplicateRule.email("emial"),
                                DuplicateRule.phone("email"),
                                NAME.within("email"),
                                EMAIL,
                                EMAIL.refuse()))
                .isInstanceOfSatisfying(InvalidInputException.class, refused -> {
                    assertThat(refused.violations())
                            .extracting(Violation::path)
                            .containsExactly("rules[0]", "rules[1]", "rules[2]", "rules[4]");
                    assertThat(refused).hasMessageContaining("Did you mean 'email'?");
                });
        assertThat(crm.duplicates().rules(PERSON).rules()).isEmpty();
        assertRefused(() -> crm.duplicates().define("nope", EMAIL), ErrorCode.SCHEMA_UNKNOWN_OBJECT);
        assertThatThrownBy(() -> NAME.similarity(0.5)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> NAME.similarity(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> EMAIL.similarity(0.9)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "Whom the actor may not see is not named and still stops the write; hidden attributes appear in no match, rule or message")
    void permissions() {
        Crm owner = people();
        owner.duplicates().define(PERSON, EMAIL.refuse(), PHONE, NAME);
        UUID hidden = person(owner, "email", "ada@example.com", "phone", "+49 30 12345678", "name", "Ada Lovelace");
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("part")
                        .on(
                                PERSON,
                                ObjectRules.nothing()
                                        .allow(Verb.READ, Reach.own())
                                        .allow(Verb.CREATE, Reach.all())
                                        .allow(Verb.UPDATE, Reach.own())
                                        .hide("phone")));
        Actor bob = Actor.user("bob");
        owner.members().put(Member.of(bob, "part"));
        Crm crm = crm(bob);

        assertThat(crm.duplicates().find(PERSON, Map.of("email", "ada@example.com", "name", "Ada Lovelace")))
                .isEmpty();
        assertThatThrownBy(() -> person(crm, "email", "ada@example.com", "@owner", "bob"))
                .isInstanceOfSatisfying(DuplicateRecordException.class, refused -> {
                    assertThat(refused.matches()).isEmpty();
                    assertThat(refused).hasMessageContaining("another record");
                    assertThat(refused.getMessage()).doesNotContain(hidden.toString());
                });
        UUID own = person(crm, "name", "Ada Lovelace", "@owner", "bob");
        assertThat(suspicions(owner, own)).isEqualTo(1);
        assertThat(suspicions(crm, own)).isZero();
        assertThat(crm.duplicates().of(own)).isEmpty();
        assertThat(ids(owner.duplicates().of(own))).containsExactly(hidden);
        UUID twin = person(crm, "name", "Ada Lovelace", "@owner", "bob");
        owner.records(PERSON).patch(own, Map.of("phone", "+49 30 12345678"));
        owner.records(PERSON).patch(twin, Map.of("phone", "+49 30 12345678"));
        assertThat(owner.duplicates().of(own)).hasSize(2);
        assertThat(crm.duplicates().of(own)).singleElement().satisfies(match -> {
            assertThat(match.record().id()).isEqualTo(twin);
            assertThat(match.reasons()).extracting(DuplicateReason::rule).containsExactly(NAME);
        });
        assertThat(crm.duplicates().rules(PERSON).rules()).containsExactly(EMAIL.refuse(), NAME);
        assertRefused(() -> crm.duplicates().of(hidden), ErrorCode.RECORD_NOT_FOUND);
        assertRefused(() -> crm.duplicates().dismiss(own, hidden), ErrorCode.RECORD_NOT_FOUND);
        assertRefused(
                () -> crm.duplicates().find(PERSON, Map.of("phone", "+49 30 12345678")),
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE);
        assertThatThrownBy(() -> crm.duplicates().define(PERSON, EMAIL)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> crm.duplicates().scan(PERSON)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> crm.duplicates().findScan(PERSON)).isInstanceOf(ForbiddenException.class);
        assertThat(crm.records(PERSON)
                        .count(ListQuery.all().archived(ArchivedFilter.ALL))
                        .value())
                .isEqualTo(2);
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("Workspaces have rules and duplicates of their own")
    void workspacesOfTheirOwn() {
        Crm crm = people();
        crm.duplicates().define(PERSON, EMAIL.refuse());
        person(crm, "email", "ada@example.com");
        Crm other = people(engine().workspace(newWorkspace()).as(Actor.user("ada")));
        other.duplicates().define(PERSON, EMAIL.refuse());

        UUID theirs = person(other, "email", "ada@example.com");

        assertThat(other.duplicates().of(theirs)).isEmpty();
    }
}
