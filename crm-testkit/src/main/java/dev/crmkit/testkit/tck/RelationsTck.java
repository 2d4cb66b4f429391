package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.StorageException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.record.RecordStore;
import dev.crmkit.relation.Relation;
import dev.crmkit.relation.RelationGraph;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * References and relations between records, seen from both sides. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class RelationsTck extends EngineTck {

    /** For subclasses. */
    protected RelationsTck() {}

    /** How often two moves that make a cycle together are tried at once; 20 where not said. */
    protected int racesForACycle() {
        return 20;
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName(
            "A reference is readable from both sides, follows every change, and is gone from both once it is removed")
    void aReferenceIsReadableFromBothSides() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        CrmRecord bolt = Sales.company(crm, "Bolt");
        RecordStore people = crm.records(Sales.PERSON);
        CrmRecord ada = people.create(Map.of("name", "Ada", "company", acme.id()));

        assertThat(ada.value("company")).isEqualTo(List.of(acme.id()));
        assertThat(ada.references("company")).containsExactly(new RecordRef(acme.id(), Sales.COMPANY, "Acme", false));
        assertThat(incoming(crm, acme.id()))
                .containsExactly(new Relation(ref(ada), "company", true, ref(acme), Map.of()));
        assertThat(outgoing(crm, ada.id())).isEqualTo(incoming(crm, acme.id()));
        assertThat(people.list(ListQuery.where(attr("company").eq(acme.id())))).hasSize(1);

        people.patch(ada.id(), Map.of("company", bolt.id()));

        assertThat(incoming(crm, acme.id())).isEmpty();
        assertThat(incoming(crm, bolt.id())).extracting(Relation::from).containsExactly(ref(ada));

        CrmRecord without = people.patch(ada.id(), Map.of("company", List.of()));

        assertThat(without.value("company")).isNull();
        assertThat(without.references("company")).isEmpty();
        assertThat(incoming(crm, bolt.id())).isEmpty();
        assertThat(outgoing(crm, ada.id())).isEmpty();
        assertThat(people.list(ListQuery.where(attr("company").isEmpty()))).hasSize(1);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName(
            "Several references keep the order in which they were given, on both sides, and lose only what is taken out")
    void severalReferencesKeepTheirOrder() {
        Crm crm = Sales.in(crm());
        List<UUID> companies = new ArrayList<>();
        for (String name : List.of("Acme", "Bolt", "Cup")) {
            companies.add(Sales.company(crm, name).id());
        }
        UUID acme = companies.get(0);
        UUID bolt = companies.get(1);
        UUID cup = companies.get(2);
        RecordStore people = crm.records(Sales.PERSON);
        UUID ada = people.create(Map.of("name", "Ada", "advises", List.of(cup, acme, bolt)))
                .id();
        assertThat(people.get(ada).references("advises"))
                .extracting(RecordRef::displayName)
                .containsExactly("Cup", "Acme", "Bolt");
        assertThat(outgoing(crm, ada)).extracting(r -> r.to().id()).containsExactly(cup, acme, bolt);

        people.patch(ada, Map.of("advises", List.of(bolt, cup)));

        assertThat(people.get(ada).value("advises")).isEqualTo(List.of(bolt, cup));
        assertThat(outgoing(crm, ada)).extracting(r -> r.to().id()).containsExactly(bolt, cup);
        assertThat(incoming(crm, acme)).isEmpty();
        assertThat(incoming(crm, cup)).hasSize(1);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName(
            "A reference to a record that is not there, of another object or archived is refused; one that is there already stays when its record is archived")
    void aReferenceNeedsALiveRecordOfItsObject() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        RecordStore people = crm.records(Sales.PERSON);
        UUID ada = people.create(Map.of("name", "Ada", "company", acme)).id();
        crm.records(Sales.COMPANY).archive(acme);

        for (UUID wrong : List.of(UUID.randomUUID(), ada, acme)) {
            assertThatThrownBy(() -> people.create(Map.of("name", "Ben", "company", wrong)))
                    .isInstanceOfSatisfying(
                            InvalidInputException.class,
                            refused -> assertThat(refused.violations())
                                    .extracting(Violation::path, Violation::code)
                                    .containsExactly(tuple("company", ErrorCode.VALUE_UNKNOWN_REFERENCE)))
                    .hasMessageContaining(wrong.toString());
        }
        CrmRecord patched = people.patch(ada, Map.of("name", "Ada Lovelace"));
        assertThat(patched.references("company")).containsExactly(new RecordRef(acme, Sales.COMPANY, "Acme", true));
        assertThat(people.patch(ada, Map.of("company", acme))).isEqualTo(patched);
        assertThat(incoming(crm, acme)).hasSize(1);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName(
            "A relation has a label and metadata, is told to both records, and is one relation however often it is made")
    void aRelationHasALabelAndMetadata() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        CrmRecord bolt = Sales.company(crm, "Bolt");
        RelationGraph relations = crm.relations();
        Map<String, Object> metadata =
                Map.of("since", new BigDecimal("2019"), "share", new BigDecimal("0.25"), "note", "caf\u00e9");

        Relation made = relations.link(acme.id(), "owns", bolt.id(), metadata);

        assertThat(made).isEqualTo(new Relation(ref(acme), "owns", false, ref(bolt), metadata));
        assertThat(outgoing(crm, acme.id())).containsExactly(made);
        assertThat(incoming(crm, bolt.id())).containsExactly(made);
        assertThat(relations.link(acme.id(), "owns", bolt.id(), metadata)).isEqualTo(made);
        assertThat(types(crm, acme.id())).containsExactly(EventTypes.RELATION_LINKED, EventTypes.RECORD_CREATED);
        assertThat(types(crm, bolt.id())).containsExactly(EventTypes.RELATION_LINKED, EventTypes.RECORD_CREATED);

        relations.link(acme.id(), "owns", bolt.id(), Map.of("share", new BigDecimal("0.5")));
        relations.link(acme.id(), "supplies", bolt.id());

        assertThat(outgoing(crm, acme.id()))
                .extracting(Relation::label, Relation::metadata)
                .containsExactly(tuple("owns", Map.of("share", new BigDecimal("0.5"))), tuple("supplies", Map.of()));
        assertThat(relations.outgoing(acme.id(), RelationQuery.labelled("supplies")))
                .hasSize(1);
        assertThat(relations.unlink(acme.id(), "owns", bolt.id())).isTrue();
        assertThat(relations.unlink(acme.id(), "owns", bolt.id())).isFalse();
        assertThat(incoming(crm, bolt.id())).extracting(Relation::label).containsExactly("supplies");
        assertThat(types(crm, bolt.id())).startsWith(EventTypes.RELATION_UNLINKED);
        assertThat(crm.records(Sales.COMPANY).get(acme.id()).version()).isEqualTo(1);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName(
            "A reference attribute is changed through its record only: as a relation it can neither be made nor removed")
    void aReferenceIsChangedThroughItsRecordOnly() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID ada = crm.records(Sales.PERSON)
                .create(Map.of("name", "Ada", "company", acme))
                .id();
        String attribute = crm.schema()
                .get(Sales.PERSON)
                .findAttribute("company")
                .orElseThrow()
                .id()
                .toString();

        assertThat(crm.relations().unlink(ada, attribute, acme)).isFalse();
        assertThat(crm.relations().unlink(ada, "company", acme)).isFalse();
        assertThatThrownBy(() -> crm.relations().link(ada, attribute, acme)).isInstanceOf(InvalidInputException.class);

        assertThat(crm.records(Sales.PERSON).get(ada).value("company")).isEqualTo(List.of(acme));
        assertThat(incoming(crm, acme)).extracting(Relation::isAttribute).containsExactly(true);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("Many relations come in pages, each exactly once")
    void manyRelationsComeInPages() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        List<UUID> people = crm
                .records(Sales.PERSON)
                .createAll(IntStream.range(0, 25)
                        .mapToObj(i -> Map.of("name", "Person " + i, "company", acme))
                        .toList())
                .stream()
                .map(CrmRecord::id)
                .toList();
        people.subList(0, 12).forEach(person -> crm.relations().link(person, "visited", acme));

        List<Relation> seen = new ArrayList<>();
        RelationQuery query = RelationQuery.all().limit(7);
        Page<Relation> page = crm.relations().incoming(acme, query);
        seen.addAll(page.items());
        while (page.hasNext()) {
            page = crm.relations().incoming(acme, query.after(page.nextCursor()));
            seen.addAll(page.items());
        }

        assertThat(seen).hasSize(37).doesNotHaveDuplicates();
        assertThat(seen)
                .filteredOn(Relation::isAttribute)
                .extracting(r -> r.from().id())
                .containsExactlyInAnyOrderElementsOf(people);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("Relations to records that are archived, even of an object that is deleted since, stay readable")
    void relationsToArchivedRecordsStayReadable() {
        Crm crm = Sales.in(crm());
        UUID acme = Sales.company(crm, "Acme").id();
        UUID task = crm.records(Sales.TASK).create(Map.of("name", "Call")).id();
        crm.relations().link(acme, "led_to", task);
        crm.records(Sales.TASK).archive(task);
        assertThat(outgoing(crm, acme)).extracting(r -> r.to().archived()).containsExactly(true);

        crm.schema().delete(Sales.TASK);

        assertThat(outgoing(crm, acme)).extracting(r -> r.to().displayName()).containsExactly("Call");
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("A hierarchy refuses a record above itself, directly or over many steps, and keeps what it had")
    void aHierarchyRefusesCycles() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        List<UUID> chain = new ArrayList<>(List.of(Sales.company(crm, "0").id()));
        for (int i = 1; i < 30; i++) {
            chain.add(companies
                    .create(Map.of("name", "" + i, "parent", chain.get(i - 1)))
                    .id());
        }
        UUID top = chain.get(0);
        for (UUID below : List.of(top, chain.get(1), chain.get(2), chain.get(29))) {
            assertThatThrownBy(() -> companies.patch(top, Map.of("parent", below)))
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_CYCLE))
                    .hasMessageContaining(top.toString());
        }
        assertThat(companies.get(top).version()).isEqualTo(1);
        assertThat(outgoing(crm, top)).isEmpty();

        companies.patch(chain.get(1), Map.of("parent", List.of()));

        assertThat(companies.patch(top, Map.of("parent", chain.get(29))).version())
                .isEqualTo(2);
    }

    @Test
    @SpecRule("REC-8")
    @DisplayName("Two moves at once that would make a cycle together never both succeed")
    void twoMovesAtOnceMakeNoCycle() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        for (int race = 0; race < racesForACycle(); race++) {
            UUID a = Sales.company(crm, "A" + race).id();
            UUID b = Sales.company(crm, "B" + race).id();

            List<AtOnce.Outcome<CrmRecord>> outcomes = AtOnce.run(List.of(
                    () -> companies.patch(a, Map.of("parent", b)), () -> companies.patch(b, Map.of("parent", a))));

            assertThat(outcomes).filteredOn(AtOnce.Outcome::isSuccess).hasSizeLessThanOrEqualTo(1);
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.isSuccess())
                    .isNotEmpty()
                    .allSatisfy(outcome -> assertThat(isCycleOrDeadlock(outcome.failure()))
                            .as("%s", outcome.failure())
                            .isTrue());
            boolean above = companies.get(a).value("parent") != null;
            boolean below = companies.get(b).value("parent") != null;
            assertThat(above && below).as("both moves were stored").isFalse();
        }
    }

    /** A database may end a race by refusing one side as a deadlock that can be tried again. */
    private static boolean isCycleOrDeadlock(@Nullable Throwable failure) {
        return failure instanceof StorageException storage
                ? storage.isRetryable()
                : failure instanceof CrmException refused && refused.code() == ErrorCode.VALUE_CYCLE;
    }

    private static RecordRef ref(CrmRecord record) {
        return new RecordRef(record.id(), record.object(), record.displayName(), record.isArchived());
    }

    private static List<Relation> outgoing(Crm crm, UUID record) {
        return crm.relations().outgoing(record, RelationQuery.all()).items();
    }

    private static List<Relation> incoming(Crm crm, UUID record) {
        return crm.relations().incoming(record, RelationQuery.all()).items();
    }

    private static List<String> types(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .map(CrmEvent::type)
                .toList();
    }
}
