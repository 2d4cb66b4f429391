package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.SharingReport;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.model.RecordRef;
import dev.crmkit.record.BulkOptions;
import dev.crmkit.record.BulkRecords;
import dev.crmkit.record.BulkResult;
import dev.crmkit.record.BulkTargets;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Kinds of addresses that records share, and kinds of which each address is one record's alone. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class AddressRulesTck extends EngineTck {

    /** For subclasses. */
    protected AddressRulesTck() {}

    @Test
    @SpecRule({"VAL-5", "REC-4"})
    @DisplayName(
            "A unique kind is one live record's within an object, on every way that writes it, and is checked again by a restore")
    void uniqueKinds() {
        Crm crm = People.in(crm());
        RecordStore people = crm.records(People.PERSON);
        assertThat(crm.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL)))
                .isEqualTo(new SharingReport(true, 0, List.of()));
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID ben = People.person(crm, "Ben", "ben@example.org");
        crm.records(People.LEAD).create(Map.of("name", "Ada", "email", "ada@example.org"));

        refusedFor(ada, "email", () -> people.create(Map.of("email", "ADA@example.org")));
        refusedFor(ada, "private_email", () -> people.patch(ben, Map.of("private_email", "ada@example.org")));
        refusedFor(ada, "address", () -> crm.channels().add(ben, ChannelKind.EMAIL, "ada@example.org"));
        assertThatThrownBy(() ->
                        people.createAll(List.of(Map.of("email", "cy@example.org"), Map.of("email", "CY@example.org"))))
                .isInstanceOf(DuplicateValueException.class)
                .hasMessageContaining("records[1].email");
        assertThat(People.only(crm, ben).address()).isEqualTo("ben@example.org");

        people.archive(ada);
        UUID other = People.person(crm, "Other Ada", "ada@example.org");
        refusedFor(other, "email", () -> people.restore(ada));
        people.patch(other, Map.of("email", "other@example.org"));
        people.restore(ada);
        refusedFor(ada, "email", () -> people.patch(other, Map.of("email", "ada@example.org")));
        people.patch(ada, Map.of("email", ""));
        people.patch(other, Map.of("email", "ada@example.org"));
        assertThat(crm.channels().find(ChannelKind.EMAIL, "ada@example.org"))
                .extracting(RecordRef::id)
                .contains(other)
                .hasSize(2);
    }

    private static void refusedFor(UUID holder, String path, Callable<?> call) {
        assertThatThrownBy(call::call).isInstanceOfSatisfying(DuplicateValueException.class, duplicate -> {
            assertThat(duplicate.findHolder()).contains(holder);
            assertThat(duplicate.violations()).extracting(Violation::path).containsExactly(path);
        });
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("A bulk call says item by item which addresses are others', and writes the other items")
    void bulkCalls() {
        Crm crm = People.in(crm());
        crm.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL));
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID ben = People.person(crm, "Ben", "ben@example.org");
        BulkRecords people = crm.records(People.PERSON).bulk();

        BulkResult created = people.create(
                List.of(Map.of("email", "ada@example.org"), Map.of("email", "cy@example.org")), BulkOptions.perItem());
        assertThat(created.items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(BulkResult.Outcome.FAILED, BulkResult.Outcome.CREATED);
        assertThat(created.items().get(0).violations())
                .extracting(Violation::path, Violation::code)
                .containsExactly(tuple("records[0].email", ErrorCode.VALUE_DUPLICATE));

        crm.records(People.PERSON).archive(ada);
        crm.records(People.PERSON).archive(ben);
        People.person(crm, "Other Ada", "ada@example.org");
        assertThat(people.restore(BulkTargets.of(List.of(ada, ben)), BulkOptions.perItem())
                        .items())
                .extracting(BulkResult.Item::outcome)
                .containsExactly(BulkResult.Outcome.FAILED, BulkResult.Outcome.RESTORED);
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName(
            "A kind becomes unique only if nothing stands against it, which the report says; shared again, it holds nobody back")
    void switchingRules() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "office@example.org");
        UUID ben = People.person(crm, "Ben", "office@example.org");
        UUID gone = People.person(crm, "Gone", "office@example.org");
        crm.records(People.PERSON).archive(gone);
        ChannelSettings unique = ChannelSettings.defaults().unique(ChannelKind.EMAIL);

        SharingReport refused = crm.channels().configure(unique);

        assertThat(refused.applied()).isFalse();
        assertThat(refused.shared()).isEqualTo(1);
        assertThat(Set.of(
                        refused.samples().get(0).first(),
                        refused.samples().get(0).second()))
                .containsExactlyInAnyOrder(ada, ben);
        assertThat(crm.channels().settings()).isEqualTo(ChannelSettings.defaults());
        People.person(crm, "Cy", "cy@example.org");
        People.person(crm, "Cy too", "cy@example.org");
        crm.channels().find(ChannelKind.EMAIL, "cy@example.org").stream()
                .skip(1)
                .forEach(one -> crm.records(People.PERSON).patch(one.id(), Map.of("email", "")));
        crm.records(People.PERSON).patch(ben, Map.of("email", "ben@example.org"));
        assertThat(crm.channels().configure(unique).applied()).isTrue();
        assertThat(crm.channels().configure(unique).applied()).isTrue();
        assertThat(crm.channels().settings()).isEqualTo(unique);
        assertThatThrownBy(() -> People.person(crm, "Dee", "office@example.org"))
                .isInstanceOf(DuplicateValueException.class);
        assertThat(crm.channels().configure(unique.shared(ChannelKind.EMAIL)).applied())
                .isTrue();
        People.person(crm, "Dee", "office@example.org");
        assertThat(crm.channels().find(ChannelKind.EMAIL, "office@example.org")).hasSize(2);
        assertThatThrownBy(() ->
                        crm.channels().configure(ChannelSettings.defaults().region("Germany")))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("region");
    }

    @Test
    @SpecRule("VAL-5")
    @DisplayName("Of 20 threads that give one unique address to records of their own, one does")
    void aRaceForAnAddressHasOneWinner() {
        Crm crm = People.in(crm());
        crm.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL));
        List<UUID> people = IntStream.range(0, 20)
                .mapToObj(i -> People.person(crm, "Person " + i))
                .toList();
        List<Callable<UUID>> work = new ArrayList<>();
        people.forEach(person -> work.add(() ->
                crm.channels().add(person, ChannelKind.EMAIL, "one@example.org").record()));

        List<AtOnce.Outcome<UUID>> outcomes = AtOnce.run(work);

        List<UUID> winners = outcomes.stream()
                .filter(AtOnce.Outcome::isSuccess)
                .map(AtOnce.Outcome::result)
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(outcome -> assertThat(outcome.failure()).isInstanceOf(DuplicateValueException.class));
        assertThat(crm.channels().find(ChannelKind.EMAIL, "one@example.org"))
                .extracting(RecordRef::id)
                .containsExactlyElementsOf(winners);
    }
}
