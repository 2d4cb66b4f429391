package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static dev.crmkit.record.BulkResult.Outcome.ARCHIVED;
import static dev.crmkit.record.BulkResult.Outcome.CREATED;
import static dev.crmkit.record.BulkResult.Outcome.FAILED;
import static dev.crmkit.record.BulkResult.Outcome.RESTORED;
import static dev.crmkit.record.BulkResult.Outcome.UNCHANGED;
import static dev.crmkit.record.BulkResult.Outcome.UPDATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkPatch;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What bulk calls promise. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class BulkTck extends EngineTck {
    private static final BulkOptions ATOMIC = BulkOptions.atomic();
    private static final BulkOptions PER_ITEM = BulkOptions.perItem();

    /** For subclasses. */
    protected BulkTck() {}

    private static BulkRecords companies(Crm crm) {
        return crm.records(Sales.COMPANY).bulk();
    }

    private static List<BulkResult.Outcome> outcomes(BulkResult result) {
        return result.items().stream().map(BulkResult.Item::outcome).toList();
    }

    private static UUID id(BulkResult result, int item) {
        return Objects.requireNonNull(result.items().get(item).id(), () -> "item " + item + " has no record");
    }

    private static List<CrmEvent> events(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1000)).items();
    }

    private static Map<String, Object> named(String name, Object... more) {
        Map<String, Object> values = new HashMap<>(Map.of("name", name));
        for (int i = 0; i < more.length; i += 2) {
            values.put((String) more[i], more[i + 1]);
        }
        return values;
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("An atomic call reports every fault of every item by its place, and writes nothing")
    void atomicReportsAllFaults() {
        Crm crm = Sales.in(crm());
        CrmRecord acme = Sales.company(crm, "Acme");
        CrmRecord gone = Sales.company(crm, "Gone");
        crm.records(Sales.COMPANY).archive(gone.id());
        int before = events(crm).size();
        UUID nobody = UUID.fromString("01900000-0000-7000-8000-000000000000");

        assertThatThrownBy(() -> companies(crm)
                        .patch(
                                List.of(
                                        BulkPatch.of(acme.id(), Map.of("employees", "many", "industry", "mining")),
                                        BulkPatch.of(nobody, Map.of("employees", 1)),
                                        BulkPatch.of(gone.id(), Map.of("employees", 1)),
                                        BulkPatch.of(acme.id(), Map.of("employees", 1)),
                                        BulkPatch.of(Sales.company(crm, "Bolt").id(), Map.of("employees", 5))
                                                .expecting(7)),
                                ATOMIC))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path, Violation::code)
                                .containsExactlyInAnyOrder(
                                        tuple("records[0].employees", ErrorCode.VALUE_WRONG_TYPE),
                                        tuple("records[0].industry", ErrorCode.VALUE_UNKNOWN_OPTION),
                                        tuple("records[1]", ErrorCode.RECORD_NOT_FOUND),
                                        tuple("records[2]", ErrorCode.RECORD_ARCHIVED),
                                        tuple("records[3]", ErrorCode.VALUE_DUPLICATE),
                                        tuple("records[4]", ErrorCode.RECORD_STALE)));

        assertThat(crm.records(Sales.COMPANY).get(acme.id())).isEqualTo(acme);
        assertThat(events(crm)).hasSize(before + 1);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Item by item: those without faults are written, the others say why, unchanged ones are counted apart")
    void perItemWritesTheSoundOnes() {
        Crm crm = Sales.in(crm());
        BulkResult made = companies(crm)
                .create(
                        List.of(
                                named("Acme", "employees", 1),
                                named("Bolt", "employees", "many"),
                                named("Cog"),
                                named("ACME"),
                                Map.of("employees", 3),
                                named("Dot", "parent", UUID.fromString("01900000-0000-7000-8000-000000000000"))),
                        PER_ITEM);
        assertThat(outcomes(made)).containsExactly(CREATED, FAILED, CREATED, FAILED, FAILED, FAILED);
        assertThat(made.items().stream()
                        .map(item ->
                                item.violations().stream().map(Violation::code).toList())
                        .toList())
                .containsExactly(
                        List.of(),
                        List.of(ErrorCode.VALUE_WRONG_TYPE),
                        List.of(),
                        List.of(ErrorCode.VALUE_DUPLICATE),
                        List.of(ErrorCode.VALUE_REQUIRED),
                        List.of(ErrorCode.VALUE_UNKNOWN_REFERENCE));
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Acme", "Cog");

        BulkResult patched = companies(crm)
                .patch(
                        List.of(
                                BulkPatch.of(id(made, 0), Map.of("employees", 1)),
                                BulkPatch.of(id(made, 2), Map.of("employees", 9)),
                                BulkPatch.of(id(made, 2), Map.of("employees", 10))),
                        PER_ITEM);
        assertThat(outcomes(patched)).containsExactly(UNCHANGED, UPDATED, FAILED);
        assertThat(patched.items()).extracting(BulkResult.Item::version).containsExactly(1L, 2L, 0L);
        assertThat(patched.count(UNCHANGED)).isEqualTo(1);
        assertThat(patched.counts()).containsEntry(CREATED, 0).containsEntry(FAILED, 1);
        assertThat(patched.failures()).containsExactly(patched.items().get(2));
        assertThat(crm.records(Sales.COMPANY).get(id(made, 2)).number("employees"))
                .isEqualByComparingTo("9");
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName(
            "Unique values that others hold fail their items alone, also one that waits for what a failed item gives up")
    void uniqueValuesFailTheirItemsAlone() {
        Crm crm = Sales.in(crm());
        Sales.company(crm, "Taken");
        UUID a = Sales.company(crm, "A").id();
        UUID b = Sales.company(crm, "B").id();
        UUID c = Sales.company(crm, "C").id();
        UUID d = Sales.company(crm, "D").id();

        BulkResult result = companies(crm)
                .patch(
                        List.of(
                                BulkPatch.of(a, Map.of("name", "taken")),
                                BulkPatch.of(b, Map.of("name", "A")),
                                BulkPatch.of(c, Map.of("name", "D")),
                                BulkPatch.of(d, Map.of("name", "C"))),
                        PER_ITEM);

        assertThat(outcomes(result)).containsExactly(FAILED, FAILED, UPDATED, UPDATED);
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactlyInAnyOrder("Taken", "A", "B", "D", "C");
        assertThat(crm.records(Sales.COMPANY).get(c).displayName()).isEqualTo("D");
        assertThatThrownBy(() -> companies(crm).create(List.of(named("New"), named("TAKEN"), named("a")), ATOMIC))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("records[1].name", "records[2].name"));
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(5);
    }

    @Test
    @SpecRule({"REC-5", "REC-8"})
    @DisplayName("Moves of one call are looked at together: two harmless ones that close a circle are refused")
    void movesAreLookedAtTogether() {
        Crm crm = Sales.in(crm());
        UUID a = Sales.company(crm, "A").id();
        UUID b = Sales.company(crm, "B").id();
        UUID c = Sales.company(crm, "C").id();
        List<BulkPatch> circle = List.of(
                BulkPatch.of(a, Map.of("parent", b)),
                BulkPatch.of(b, Map.of("parent", c)),
                BulkPatch.of(c, Map.of("parent", a)));

        assertThatThrownBy(() -> companies(crm).patch(circle, ATOMIC))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::code)
                                .containsOnly(ErrorCode.VALUE_CYCLE)
                                .hasSize(3));
        assertThat(companies(crm).patch(circle.subList(0, 2), ATOMIC).count(UPDATED))
                .isEqualTo(2);
        assertThat(outcomes(companies(crm)
                        .patch(
                                List.of(
                                        BulkPatch.of(c, Map.of("parent", a, "employees", 4)),
                                        BulkPatch.of(a, Map.of("employees", 4))),
                                PER_ITEM)))
                .containsExactly(FAILED, UPDATED);
        // Turned round in one call: what was below is above afterwards.
        Map<String, Object> top = new HashMap<>();
        top.put("parent", null);
        assertThat(companies(crm)
                        .patch(
                                List.of(
                                        BulkPatch.of(a, top),
                                        BulkPatch.of(b, Map.of("parent", a)),
                                        BulkPatch.of(c, Map.of("parent", b))),
                                ATOMIC)
                        .count(UPDATED))
                .isEqualTo(3);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("One set of values for many ids or for a whole query, with the expected number as a guard")
    void oneSetOfValuesForMany() {
        Crm crm = Sales.in(crm());
        BulkResult made = companies(crm)
                .create(
                        IntStream.range(0, 2_300)
                                .mapToObj(i -> named("C" + i, "industry", i % 2 == 0 ? "tech" : "bank"))
                                .toList(),
                        ATOMIC);
        BulkTargets tech = BulkTargets.matching(ListQuery.where(attr("industry").eq("tech")), 1_150);
        assertThatThrownBy(() -> companies(crm)
                        .patch(
                                BulkTargets.matching(
                                        ListQuery.where(attr("industry").eq("tech")), 1_149),
                                Map.of("employees", 5),
                                ATOMIC))
                .isInstanceOfSatisfying(InvalidInputException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.QUERY_LIMIT);
                    assertThat(e.violations().get(0).path()).isEqualTo("atMost");
                });

        BulkResult patched = companies(crm).patch(tech, Map.of("industry", "retail"), ATOMIC);

        assertThat(patched.count(UPDATED))
                .isEqualTo(1_150)
                .isEqualTo(patched.items().size());
        assertThat(crm.records(Sales.COMPANY)
                        .count(ListQuery.where(attr("industry").eq("retail")))
                        .value())
                .isEqualTo(1_150);
        assertThat(companies(crm)
                        .patch(tech, Map.of("industry", "retail"), ATOMIC)
                        .items())
                .as("none is tech any more")
                .isEmpty();
        UUID first = id(made, 0);
        assertThat(outcomes(companies(crm)
                        .patch(BulkTargets.of(List.of(first, id(made, 1), first)), Map.of("employees", 8), PER_ITEM)))
                .containsExactly(UPDATED, UPDATED);
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName(
            "Upsert changes who holds the value, creates who does not, and refuses a value that comes twice or not at all")
    void upsert() {
        Crm crm = Sales.in(crm());
        UUID acme = crm.records(Sales.COMPANY)
                .create(Map.of("name", "Acme", "employees", 1, "industry", "bank"))
                .id();
        Sales.company(crm, "Same");

        BulkResult result = companies(crm)
                .upsert(
                        "name",
                        List.of(
                                named("acme", "employees", 2),
                                named("New", "employees", 3),
                                named("Same"),
                                named("NEW", "employees", 4),
                                Map.of("employees", 5)),
                        PER_ITEM);

        assertThat(outcomes(result)).containsExactly(UPDATED, CREATED, UNCHANGED, FAILED, FAILED);
        CrmRecord after = crm.records(Sales.COMPANY).get(acme);
        assertThat(after.displayName()).isEqualTo("acme");
        assertThat(after.number("employees")).isEqualByComparingTo("2");
        assertThat(after.value("industry")).isEqualTo("bank");
        assertThat(crm.records(Sales.COMPANY).get(id(result, 1)).number("employees"))
                .isEqualByComparingTo("3");
        assertThatThrownBy(() -> companies(crm).upsert("employees", List.of(), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.getMessage()).contains("Unique attributes: name"));
        assertThatThrownBy(() ->
                        companies(crm).upsert("name", List.of(named("x", "industry", "mining"), Map.of()), ATOMIC))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("records[0].industry", "records[1].name"));
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Of twenty threads that upsert the same new values one creates each, and every change is kept")
    void upsertRace() {
        Crm crm = Sales.in(crm());

        List<AtOnce.Outcome<BulkResult>> outcomes = AtOnce.run(IntStream.range(0, 20)
                .mapToObj(i -> (Callable<BulkResult>) () -> crm(Actor.user("u" + i))
                        .records(Sales.PERSON)
                        .bulk()
                        .upsert(
                                "email",
                                List.of(
                                        named("P" + i, "email", "one@x.example"),
                                        named("Q" + i, "email", "two@x.example")),
                                i % 2 == 0 ? ATOMIC : PER_ITEM))
                .toList());

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(Sales.all(crm, Sales.PERSON)).isEqualTo(2);
        Set<UUID> ids = new HashSet<>();
        int created = 0;
        for (AtOnce.Outcome<BulkResult> outcome : outcomes) {
            BulkResult result = Objects.requireNonNull(outcome.result());
            created += result.count(CREATED);
            assertThat(result.count(CREATED) + result.count(UPDATED)).isEqualTo(2);
            result.items().forEach(item -> ids.add(item.id()));
        }
        assertThat(created).isEqualTo(2);
        assertThat(ids).hasSize(2);
        assertThat(crm.records(Sales.PERSON).findAll(ids))
                .allSatisfy(record -> assertThat(record.version()).isEqualTo(20));
    }

    @Test
    @SpecRule({"REC-4", "REC-5"})
    @DisplayName("Archiving and restoring many takes along what hangs on them, each with the record it hangs on")
    void archiveAndRestore() {
        Crm crm = Sales.in(crm());
        UUID a = Sales.company(crm, "A").id();
        UUID b = Sales.company(crm, "B").id();
        UUID c = Sales.company(crm, "C").id();
        UUID ofA = crm.records(Sales.DEAL)
                .create(Map.of("name", "of A", "company", a))
                .id();
        UUID ofB = crm.records(Sales.DEAL)
                .create(Map.of("name", "of B", "company", b))
                .id();
        UUID task = crm.records(Sales.TASK)
                .create(Map.of("name", "task of A", "deal", ofA))
                .id();
        crm.records(Sales.COMPANY).archive(c);
        UUID nobody = UUID.fromString("01900000-0000-7000-8000-000000000000");

        BulkResult archived = companies(crm).archive(BulkTargets.of(List.of(a, nobody, b, c)), PER_ITEM);

        assertThat(outcomes(archived)).containsExactly(ARCHIVED, FAILED, ARCHIVED, UNCHANGED);
        assertThat(crm.records(Sales.DEAL).count(ListQuery.all()).value()).isZero();
        assertThat(crm.records(Sales.TASK).count(ListQuery.all()).value()).isZero();
        assertThat(outcomes(companies(crm).restore(BulkTargets.of(List.of(a)), ATOMIC)))
                .containsExactly(RESTORED);
        assertThat(crm.records(Sales.DEAL).get(ofA).isArchived()).isFalse();
        assertThat(crm.records(Sales.TASK).get(task).isArchived()).isFalse();
        assertThat(crm.records(Sales.DEAL).get(ofB).isArchived()).isTrue();
        assertThatThrownBy(() -> companies(crm).archive(BulkTargets.of(List.of(a, nobody)), ATOMIC))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_NOT_FOUND));
        assertThat(crm.records(Sales.COMPANY).get(a).isArchived()).isFalse();
        BulkResult all = companies(crm)
                .restore(BulkTargets.matching(ListQuery.all().archived(ArchivedFilter.ARCHIVED), 10), ATOMIC);
        assertThat(all.count(RESTORED)).isEqualTo(2);
        assertThat(crm.records(Sales.DEAL).get(ofB).isArchived()).isFalse();
    }

    @Test
    @SpecRule({"REC-4", "REC-5"})
    @DisplayName("A record whose unique value is taken meanwhile stays archived; the others come back")
    void restoreWithTakenValues() {
        Crm crm = Sales.in(crm());
        UUID a = Sales.company(crm, "A").id();
        UUID b = Sales.company(crm, "B").id();
        companies(crm).archive(BulkTargets.of(List.of(a, b)), ATOMIC);
        UUID newA = Sales.company(crm, "a").id();

        assertThatThrownBy(() -> companies(crm).restore(BulkTargets.of(List.of(b, a)), ATOMIC))
                .isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                    assertThat(e.findHolder()).contains(newA);
                    assertThat(e.violations().get(0).path()).isEqualTo("records[1].name");
                });
        assertThat(crm.records(Sales.COMPANY).get(b).isArchived()).isTrue();
        assertThat(outcomes(companies(crm).restore(BulkTargets.of(List.of(b, a)), PER_ITEM)))
                .containsExactly(RESTORED, FAILED);
        assertThat(crm.records(Sales.COMPANY).get(a).isArchived()).isTrue();
    }

    @Test
    @SpecRule({"REC-5", "EVT-1"})
    @DisplayName(
            "Each record has its own event; all share one cause, which says what the call did; without changes there is none")
    void oneCause() {
        Crm crm = Sales.in(crm());
        BulkResult made = companies(crm).create(List.of(named("A"), named("B"), named("C")), ATOMIC);
        int before = events(crm).size();

        companies(crm)
                .patch(
                        List.of(
                                BulkPatch.of(id(made, 0), Map.of("employees", 1)),
                                BulkPatch.of(id(made, 1), Map.of("employees", 2)),
                                BulkPatch.of(id(made, 2), Map.of("name", "C"))),
                        ATOMIC);

        List<CrmEvent> written = events(crm).subList(0, events(crm).size() - before);
        CrmEvent cause = written.stream()
                .filter(e -> e.type().equals(EventTypes.BULK_WRITTEN))
                .findFirst()
                .orElseThrow();
        assertThat(cause.details())
                .isEqualTo(Map.of(
                        "call",
                        "patch",
                        "items",
                        Map.of("updated", BigDecimal.valueOf(2), "unchanged", BigDecimal.valueOf(1))));
        assertThat(cause.object()).isEqualTo(Sales.COMPANY);
        assertThat(written)
                .hasSize(3)
                .allSatisfy(e -> assertThat(e.cause().rootId()).isEqualTo(cause.id()));
        assertThat(written).filteredOn(e -> e.recordId() != null).allSatisfy(e -> {
            assertThat(e.cause().causationId()).isEqualTo(cause.id());
            assertThat(e.type()).isEqualTo(EventTypes.RECORD_UPDATED);
        });
        int now = events(crm).size();
        companies(crm).patch(BulkTargets.of(List.of(id(made, 0))), Map.of("employees", 1), ATOMIC);
        assertThat(events(crm)).hasSize(now);
    }

    @Test
    @SpecRule({"REC-5", "REC-6"})
    @DisplayName(
            "One idempotency key for the whole call: the first result again, failures and all; another call is refused")
    void idempotency() {
        Crm crm = Sales.in(crm());
        BulkOptions key = PER_ITEM.withIdempotencyKey("import-7");
        List<Map<String, Object>> values = List.of(named("A"), named("A"), named("B", "employees", "x"));

        BulkResult first = companies(crm).create(values, key);

        assertThat(companies(crm).create(values, key)).isEqualTo(first);
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(1);
        for (Runnable other : List.<Runnable>of(
                () -> companies(crm).create(values.subList(0, 1), key),
                () -> companies(crm).create(values, ATOMIC.withIdempotencyKey("import-7")),
                () -> companies(crm).upsert("name", values, key),
                () -> companies(crm).archive(BulkTargets.of(List.of(id(first, 0))), key))) {
            assertThatThrownBy(other::run)
                    .isInstanceOfSatisfying(
                            CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH));
        }
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Ten thousand items in one call, one more is refused; none is fine")
    void limits() {
        Crm crm = Sales.in(crm());
        List<Map<String, Object>> many =
                IntStream.range(0, 10_001).mapToObj(i -> named("N" + i)).toList();
        assertThatThrownBy(() -> companies(crm).create(many, PER_ITEM))
                .isInstanceOfSatisfying(
                        CrmException.class,
                        e -> assertThat(e.getMessage()).contains("10001 records are more than the 10000"));
        BulkResult result = companies(crm).create(many.subList(0, 10_000), PER_ITEM);
        assertThat(result.count(CREATED)).isEqualTo(10_000);
        assertThat(crm.schema().recordCount(Sales.COMPANY)).isEqualTo(10_000);
        assertThat(companies(crm).create(List.of(), ATOMIC).items()).isEmpty();
        assertThat(companies(crm).patch(List.of(), PER_ITEM).items()).isEmpty();
        assertThat(companies(crm).archive(BulkTargets.of(List.of()), ATOMIC).items())
                .isEmpty();
        assertThat(companies(crm).upsert("name", List.of(), ATOMIC).items()).isEmpty();
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("The storage is called as often for two hundred items as for two, with faults among them too")
    void fixedNumberOfCalls() {
        CountingStorage counting = new CountingStorage(fresh());
        CrmEngine engine = closedAtTheEnd(
                CrmEngine.builder().storage(counting.storage()).clock(clock()).build());
        Crm crm = Sales.in(engine.workspace("acme").as(Actor.user("ada")));
        UUID parent = Sales.company(crm, "Parent").id();
        Map<String, List<String>> calls = new HashMap<>();
        for (int size : List.of(4, 200)) {
            List<BulkResult> made = new ArrayList<>();
            List<Map<String, Object>> values = IntStream.range(0, size)
                    .mapToObj(i -> named("S" + size + "-" + i, "parent", parent))
                    .toList();
            compare(
                    calls,
                    "create",
                    counting.during(() -> made.add(companies(crm).create(values, ATOMIC))));
            List<UUID> ids =
                    made.get(0).items().stream().map(BulkResult.Item::id).toList();
            List<BulkPatch> moves = IntStream.range(1, size)
                    .mapToObj(i -> BulkPatch.of(ids.get(i), Map.of("parent", ids.get(i / 2))))
                    .toList();
            compare(calls, "move", counting.during(() -> companies(crm).patch(moves, ATOMIC)));
            List<BulkPatch> half = IntStream.range(0, size)
                    .mapToObj(i ->
                            BulkPatch.of(ids.get(i), i % 2 == 0 ? Map.of("name", "parent") : Map.of("employees", i)))
                    .toList();
            compare(calls, "faults", counting.during(() -> companies(crm).patch(half, PER_ITEM)));
            List<Map<String, Object>> again = IntStream.range(0, size * 2)
                    .mapToObj(i -> named("S" + size + "-" + i, "employees", 7))
                    .toList();
            compare(calls, "upsert", counting.during(() -> companies(crm).upsert("name", again, PER_ITEM)));
            crm.records(Sales.DEAL)
                    .bulk()
                    .create(
                            ids.stream()
                                    .map(id -> named("of " + id, "company", id))
                                    .toList(),
                            ATOMIC);
            compare(calls, "archive", counting.during(() -> companies(crm).archive(BulkTargets.of(ids), ATOMIC)));
            compare(calls, "restore", counting.during(() -> companies(crm).restore(BulkTargets.of(ids), ATOMIC)));
        }
        assertThat(calls).hasSize(6);
    }

    private static void compare(Map<String, List<String>> known, String call, List<String> seen) {
        List<String> before = known.putIfAbsent(call, seen);
        if (before != null) {
            assertThat(seen).as(call).isEqualTo(before);
        }
    }
}
