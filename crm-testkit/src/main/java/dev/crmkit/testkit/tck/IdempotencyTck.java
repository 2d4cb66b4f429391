package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.model.Actor;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.record.RecordStore;
import dev.crmkit.record.WriteOptions;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an idempotency key promises. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class IdempotencyTck extends EngineTck {
    private static final WriteOptions KEY = WriteOptions.idempotencyKey("order-4711");

    /** For subclasses. */
    protected IdempotencyTck() {}

    @Test
    @SpecRule("REC-6")
    @DisplayName(
            "The same key and call give the first result again, also after the record has changed, and write nothing")
    void theSameCallGivesTheFirstResult() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        CrmRecord first = companies.create(Map.of("name", "Acme", "employees", 1), KEY);
        companies.patch(first.id(), Map.of("name", "Bolt", "employees", 2));
        Map<String, Object> sameInOtherOrder = new LinkedHashMap<>();
        sameInOtherOrder.put("employees", 1);
        sameInOtherOrder.put("name", "Acme");
        clock().advance(Duration.ofHours(23));

        assertThat(companies.create(sameInOtherOrder, KEY)).isEqualTo(first);

        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactly("Bolt");
        assertThat(companies.get(first.id()).version()).isEqualTo(2);
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName("Every kind of write takes a key")
    void everyKindOfWriteTakesAKey() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        List<Map<String, Object>> two = List.of(Map.of("name", "One"), Map.of("name", "Two"));
        List<CrmRecord> created = companies.createAll(two, WriteOptions.idempotencyKey("all"));
        UUID one = created.get(0).id();
        CrmRecord patched = companies.patch(one, Map.of("employees", 5), WriteOptions.idempotencyKey("patch"));
        companies.patch(one, Map.of("employees", 6));
        CrmRecord archived = companies.archive(one, WriteOptions.idempotencyKey("archive"));
        CrmRecord restored = companies.restore(one, WriteOptions.idempotencyKey("restore"));

        assertThat(companies.createAll(two, WriteOptions.idempotencyKey("all"))).isEqualTo(created);
        assertThat(companies.patch(one, Map.of("employees", 5), WriteOptions.idempotencyKey("patch")))
                .isEqualTo(patched);
        assertThat(companies.archive(one, WriteOptions.idempotencyKey("archive")))
                .isEqualTo(archived);
        assertThat(companies.restore(one, WriteOptions.idempotencyKey("restore")))
                .isEqualTo(restored);
        assertThat(companies.get(one)).isEqualTo(restored);
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(2);
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName(
            "The same key with another body, another record, another kind of call or another object is refused and writes nothing")
    void anotherCallIsRefused() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        CrmRecord acme = companies.create(Map.of("name", "Acme"), KEY);
        UUID bolt = Sales.company(crm, "Bolt").id();

        for (Runnable call : List.<Runnable>of(
                () -> companies.create(Map.of("name", "Acme", "employees", 1), KEY),
                () -> companies.create(Map.of("name", "acme"), KEY),
                () -> companies.createAll(List.of(Map.of("name", "Acme"), Map.of("name", "Cup")), KEY),
                () -> companies.patch(bolt, Map.of("name", "Acme"), KEY),
                () -> companies.archive(acme.id(), KEY),
                () -> companies.restore(acme.id(), KEY),
                () -> crm.records(Sales.PERSON).create(Map.of("name", "Acme"), KEY))) {
            assertThatThrownBy(call::run)
                    .isInstanceOfSatisfying(
                            CrmException.class,
                            refused -> assertThat(refused.code()).isEqualTo(ErrorCode.IDEMPOTENCY_MISMATCH))
                    .hasMessageContaining("order-4711");
        }
        assertThat(Sales.all(crm, Sales.COMPANY)).isEqualTo(2);
        assertThat(Sales.all(crm, Sales.PERSON)).isZero();
        assertThat(companies.get(acme.id())).isEqualTo(acme);
    }

    @Test
    @SpecRule({"REC-6", "WSP-1"})
    @DisplayName("A key counts in its own workspace only")
    void aKeyCountsInItsWorkspace() {
        Crm here = Sales.in(crm());
        Crm there = Sales.in(engine().workspace(newWorkspace()).as(Actor.user("eve")));
        CrmRecord ours = here.records(Sales.COMPANY).create(Map.of("name", "Acme"), KEY);

        CrmRecord theirs = there.records(Sales.COMPANY).create(Map.of("name", "Bolt"), KEY);

        assertThat(theirs.id()).isNotEqualTo(ours.id());
        assertThat(here.records(Sales.COMPANY).create(Map.of("name", "Acme"), KEY))
                .isEqualTo(ours);
        assertThat(Sales.names(there, Sales.COMPANY)).containsExactly("Bolt");
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName("Many threads with the same key and call make one record, and all get it")
    void manyThreadsMakeOneRecord() {
        Crm crm = Sales.in(crm());

        List<AtOnce.Outcome<CrmRecord>> outcomes =
                AtOnce.run(12, () -> crm.records(Sales.PERSON).create(Map.of("name", "Ada"), KEY));

        assertThat(outcomes).allSatisfy(outcome -> assertThat(outcome.failure()).isNull());
        assertThat(outcomes)
                .extracting(AtOnce.Outcome::result)
                .containsOnly(outcomes.get(0).result());
        assertThat(Sales.all(crm, Sales.PERSON)).isEqualTo(1);
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName("A key is forgotten 24 hours after it was used, by the engine's clock")
    void aKeyIsForgottenAfterADay() {
        Crm crm = Sales.in(crm());
        RecordStore people = crm.records(Sales.PERSON);
        CrmRecord first = people.create(Map.of("name", "Ada"), KEY);
        clock().advance(Duration.ofHours(24).minusMillis(1));
        assertThat(people.create(Map.of("name", "Ada"), KEY)).isEqualTo(first);
        clock().advance(Duration.ofMillis(1));

        CrmRecord second = people.create(Map.of("name", "Ben"), KEY);

        assertThat(second.id()).isNotEqualTo(first.id());
        assertThat(people.create(Map.of("name", "Ben"), KEY)).isEqualTo(second);
        assertThat(Sales.all(crm, Sales.PERSON)).isEqualTo(2);
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName("A call that failed, or whose transaction was rolled back, has not used its key up")
    void aFailedCallDoesNotUseItsKeyUp() {
        Crm crm = Sales.in(crm());
        RecordStore companies = crm.records(Sales.COMPANY);
        assertThatThrownBy(() -> companies.create(Map.of("employees", 1), KEY))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> crm.useTransaction(inside -> {
                    inside.records(Sales.COMPANY).create(Map.of("name", "Lost"), KEY);
                    throw new IllegalStateException("changed my mind");
                }))
                .hasMessage("changed my mind");

        CrmRecord kept = companies.create(Map.of("name", "Acme"), KEY);

        assertThat(companies.create(Map.of("name", "Acme"), KEY)).isEqualTo(kept);
        assertThat(Sales.names(crm, Sales.COMPANY)).containsExactly("Acme");
    }

    @Test
    @SpecRule("REC-6")
    @DisplayName("A key that is repeated within one transaction gives the first result there too")
    void aKeyCountsWithinItsOwnTransaction() {
        Crm crm = Sales.in(crm());

        crm.useTransaction(inside -> {
            CrmRecord first = inside.records(Sales.PERSON).create(Map.of("name", "Ada"), KEY);
            assertThat(inside.records(Sales.PERSON).create(Map.of("name", "Ada"), KEY))
                    .isEqualTo(first);
        });

        assertThat(Sales.all(crm, Sales.PERSON)).isEqualTo(1);
    }
}
