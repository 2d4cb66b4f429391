package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergePreview;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.RecordStore;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Merging records, taking it back, and erasing. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class MergesTck extends EngineTck {

    /** For subclasses. */
    protected MergesTck() {}

    private static void assertRefused(ThrowingCallable call, ErrorCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class,
                        refused -> assertThat(refused.code()).isEqualTo(code));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "The primary's values win, empties fill from the others, and a choice decides otherwise; the preview says so before")
    void valuesOfAMerge() {
        Crm crm = Sales.in(crm());
        RecordStore people = crm.records(Sales.PERSON);
        UUID acme = Sales.company(crm, "Acme").id();
        UUID bolt = Sales.company(crm, "Bolt").id();
        UUID ada =
                people.create(Map.of("name", "Ada", "advises", List.of(acme))).id();
        UUID adah = people.create(Map.of("name", "Adah", "email", "ada@example.com", "advises", List.of(bolt)))
                .id();
        UUID third = people.create(Map.of("name", "A.", "company", bolt, "@owner", "ben"))
                .id();
        Map<String, MergeChoice> choices = Map.of("name", MergeChoice.value("Ada Lovelace"));

        MergePreview preview = crm.merges().preview(ada, List.of(adah, third), choices);
        MergeResult merged = crm.merges().merge(ada, List.of(adah, third), choices);

        assertThat(preview.conflicts()).containsExactly("name", "advises");
        assertThat(preview.values())
                .hasEntrySatisfying("email", email -> assertThat(email.from()).isEqualTo(adah));
        assertThat(merged.survivor().values())
                .containsOnly(
                        Map.entry("name", "Ada Lovelace"),
                        Map.entry("email", "ada@example.com"),
                        Map.entry("company", List.of(bolt)),
                        Map.entry("advises", List.of(acme, bolt)));
        assertThat(merged.survivor().state().owner()).isEqualTo("ben");
        assertThat(merged.survivor().version()).isEqualTo(2);
        preview.values().forEach((slug, value) -> {
            if (!slug.startsWith("@")) {
                assertThat(merged.survivor().value(slug)).as(slug).isEqualTo(value.value());
            }
        });
        assertThat(merged.things()).isEqualTo(preview.things());
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "References and relations go over, without loops and doubles, and the old id leads to the survivor in every call")
    void theOldIdLeadsToTheSurvivor() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = Sales.company(crm, "Acme").id();
        UUID acme2 = Sales.company(crm, "Acme Inc").id();
        UUID acme3 = Sales.company(crm, "Acme AG").id();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme2, "advises", List.of(acme2, acme)))
                .id();
        crm.relations().link(acme2, "owns", acme);
        crm.relations().link(acme2, "knows", ada);

        crm.merges().merge(acme, List.of(acme2));
        crm.merges().merge(acme3, List.of(acme));

        CrmRecord person = crm.records(Sales.PERSON).get(ada);
        assertThat(person.value("company")).isEqualTo(List.of(acme3));
        assertThat(person.value("advises")).isEqualTo(List.of(acme3));
        for (UUID old : List.of(acme, acme2, acme3)) {
            assertThat(companies.get(old).id()).isEqualTo(acme3);
            assertThat(crm.relations()
                            .outgoing(old, RelationQuery.labelled("knows"))
                            .items())
                    .singleElement()
                    .satisfies(r -> assertThat(r.from().id()).isEqualTo(acme3));
            assertThat(crm.timeline().of(old, TimelineQuery.all()).items())
                    .extracting(CrmEvent::recordId)
                    .contains(acme, acme2, acme3);
        }
        assertThat(companies.findAll(List.of(acme2, acme3, acme))).hasSize(1);
        assertThat(companies.patch(acme2, Map.of("employees", 5)).id()).isEqualTo(acme3);
        assertThat(crm.records(Sales.PERSON)
                        .create(Map.of("name", "Ben", "company", acme2))
                        .value("company"))
                .isEqualTo(List.of(acme3));
        assertThat(crm.relations()
                        .outgoing(acme3, RelationQuery.labelled("owns"))
                        .items())
                .isEmpty();
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(1);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("Unmerge gives back what nobody has changed since; what was changed since stays with the survivor")
    void whatWasChangedSinceStays() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID acme = companies.create(Map.of("name", "Acme")).id();
        UUID twin = companies
                .create(Map.of("name", "Twin", "employees", 7, "revenue", 9))
                .id();
        UUID merge = crm.merges().merge(acme, List.of(twin)).mergeId();
        assertThat(crm.merges().of(twin))
                .singleElement()
                .satisfies(m -> assertThat(m.id()).isEqualTo(merge));
        companies.patch(acme, Map.of("employees", 8));

        List<CrmRecord> back = crm.merges().unmerge(merge);

        assertThat(back).extracting(CrmRecord::id).containsExactly(acme, twin);
        assertThat(back.get(0).number("employees")).isEqualByComparingTo("8");
        assertThat(back.get(0).value("revenue")).isNull();
        assertThat(companies.get(twin).number("employees")).isEqualByComparingTo("7");
        assertThat(companies.get(twin).version()).isEqualTo(2);
        assertThat(crm.timeline().of(twin, TimelineQuery.all()).items())
                .extracting(CrmEvent::type)
                .containsExactlyInAnyOrder(
                        EventTypes.RECORD_UNMERGED, EventTypes.RECORD_MERGED_INTO, EventTypes.RECORD_CREATED);
        assertThat(crm.merges().of(acme)).isEmpty();
        assertRefused(() -> crm.merges().unmerge(merge), ErrorCode.MERGE_NOT_FOUND);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "A merge is undone after the later ones that hold what it gives back, and not into a value that another took")
    void whatBlocksAnUnmerge() {
        Crm crm = Sales.in(crm());
        UUID a = Sales.company(crm, "A").id();
        UUID b = Sales.company(crm, "B").id();
        UUID c = Sales.company(crm, "C").id();
        UUID first = crm.merges().merge(b, List.of(a)).mergeId();
        UUID second = crm.merges().merge(c, List.of(b)).mergeId();
        assertRefused(() -> crm.merges().unmerge(first), ErrorCode.MERGE_BLOCKED);
        assertRefused(() -> crm.merges().merge(c, List.of(a)), ErrorCode.RECORD_MERGED);
        crm.merges().unmerge(second);
        UUID taker = Sales.company(crm, "A").id();
        assertThatThrownBy(() -> crm.merges().unmerge(first)).isInstanceOf(DuplicateValueException.class);
        assertThat(crm.records(Sales.COMPANY).get(a).id()).isEqualTo(b);
        crm.records(Sales.COMPANY).archive(taker);
        crm.merges().unmerge(first);
        assertThat(crm.records(Sales.COMPANY).get(a).displayName()).isEqualTo("A");
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("A merge that would put a record above itself is refused, and changes nothing")
    void noCycles() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID top = companies.create(Map.of("name", "Top")).id();
        UUID middle = companies.create(Map.of("name", "Middle", "parent", top)).id();
        UUID low = companies.create(Map.of("name", "Low", "parent", middle)).id();
        assertRefused(() -> crm.merges().merge(low, List.of(top)), ErrorCode.VALUE_CYCLE);
        assertThat(companies.get(top).displayName()).isEqualTo("Top");
        assertThat(crm.merges().merge(middle, List.of(top)).survivor().value("parent"))
                .isNull();
    }

    @Test
    @SpecRule("REC-9")
    @DisplayName("What a person wrote is not replaced by what a model wrote, whichever record is the primary")
    void aPersonsValueWins() {
        Crm crm = Sales.in(crm());
        Crm model = crm(new Actor(ActorKind.AI, "model"));
        UUID guessed = model.records(Sales.COMPANY)
                .create(Map.of("name", "Acme", "employees", 1))
                .id();
        UUID known = crm.records(Sales.COMPANY)
                .create(Map.of("name", "Acme Inc", "employees", 2))
                .id();
        assertRefused(
                () -> model.merges().merge(known, List.of(guessed), Map.of("employees", MergeChoice.of(guessed))),
                ErrorCode.VALUE_READ_ONLY);
        CrmRecord survivor = model.merges().merge(guessed, List.of(known)).survivor();
        assertThat(survivor.number("employees")).isEqualByComparingTo("2");
        assertThat(survivor.source("employees").orElseThrow().actor().kind()).isEqualTo(ActorKind.USER);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("Of merges of one record at the same time one wins, and the others learn the survivor")
    void oneWins() {
        Crm crm = Sales.in(crm());
        UUID loser = Sales.company(crm, "Loser").id();
        List<UUID> rivals = List.of(
                Sales.company(crm, "One").id(), Sales.company(crm, "Two").id());
        List<AtOnce.Outcome<String>> outcomes = AtOnce.run(rivals.stream()
                .<Callable<String>>map(rival -> () -> {
                    try {
                        crm.merges().merge(rival, List.of(loser));
                        return "won";
                    } catch (CrmException e) {
                        return e.code().name();
                    }
                })
                .toList());
        assertThat(outcomes)
                .extracting(AtOnce.Outcome::result)
                .containsExactlyInAnyOrder("won", ErrorCode.RECORD_MERGED.name());
        assertThat(rivals).contains(crm.records(Sales.COMPANY).get(loser).id());
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName("Erasing takes values, references, relations and the contents of history away, and leaves that it was")
    void erase() {
        Crm crm = Sales.in(crm());
        RecordStore people = crm.records(Sales.PERSON);
        RecordStore companies = crm.records(Sales.COMPANY);
        UUID twin = Sales.company(crm, "Secret twin").id();
        UUID acme = Sales.company(crm, "Secret").id();
        UUID ada = people.create(Map.of("name", "Ada", "company", acme)).id();
        crm.relations().link(ada, "knows", acme);
        UUID merge = crm.merges().merge(acme, List.of(twin)).mergeId();
        assertRefused(() -> companies.erase(acme, "Another"), ErrorCode.VALUE_MALFORMED);

        companies.erase(acme, "Secret");

        assertThat(companies.find(acme)).isEmpty();
        assertThat(companies.find(twin)).isEmpty();
        assertThat(companies.list(ListQuery.all().archived(ArchivedFilter.ALL)).items())
                .isEmpty();
        assertThat(people.get(ada).value("company")).isNull();
        assertThat(crm.relations().outgoing(ada, RelationQuery.all()).items()).isEmpty();
        List<CrmEvent> history = crm.timeline().of(acme, TimelineQuery.all()).items();
        assertThat(history).extracting(CrmEvent::type).contains(EventTypes.RECORD_ERASED, EventTypes.RECORD_CREATED);
        assertThat(crm.timeline().list(TimelineQuery.all().limit(1000)).items().toString())
                .doesNotContain("Secret");
        assertThat(Sales.company(crm, "Secret").id()).isNotEqualTo(acme);
        assertRefused(() -> crm.merges().unmerge(merge), ErrorCode.MERGE_NOT_FOUND);
        assertThatThrownBy(() -> companies.patch(acme, Map.of("name", "Back"))).isInstanceOf(NotFoundException.class);
    }
}
