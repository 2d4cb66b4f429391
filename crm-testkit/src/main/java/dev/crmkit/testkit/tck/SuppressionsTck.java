package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.channel.Address;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Suppression;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Addresses to which nothing is sent, whatever becomes of records. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class SuppressionsTck extends EngineTck {

    /** For subclasses. */
    protected SuppressionsTck() {}

    @Test
    @SpecRule("SEQ-6")
    @DisplayName(
            "A suppression hangs on the address: archiving, emptying, importing and adding anew leave it, in every form of the address")
    void suppressionSurvives() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");

        Suppression made = crm.channels()
                .suppressions()
                .add(Address.email("Ada@Example.org"), SuppressionReason.UNSUBSCRIBED, "one click");

        assertThat(made.entries())
                .isEqualTo(Map.of(
                        SuppressionReason.UNSUBSCRIBED,
                        new Suppression.Entry("one click", clock().instant(), Actor.user("ada"))));
        crm.records(People.PERSON).archive(ada);
        crm.records(People.PERSON).restore(ada);
        crm.records(People.PERSON).patch(ada, Map.of("email", ""));
        crm(Actor.importer("csv"))
                .records(People.PERSON)
                .createAll(List.of(Map.of("name", "Ada", "email", "ada@EXAMPLE.org")));
        assertThat(crm.channels().suppressions().isSuppressed(Address.email(" ADA@example.ORG ")))
                .isTrue();
        assertThat(crm.channels().suppressions().isSuppressed(new Address(ChannelKind.of("x"), "ada@example.org")))
                .isFalse();
        assertThat(crm.channels()
                        .suppressions()
                        .suppressed(List.of(Address.email("ben@example.org"), Address.email("ada@example.org"))))
                .containsExactly(Address.email("ada@example.org"));
        assertThat(engine().workspace(newWorkspace())
                        .as(Actor.user("eve"))
                        .channels()
                        .suppressions()
                        .isSuppressed(Address.email("ada@example.org")))
                .isFalse();
    }

    @Test
    @SpecRule("SEQ-6")
    @DisplayName("Each reason is lifted by itself and with a word why; the address is free with the last")
    void reasonsAreLiftedOneByOne() {
        Crm crm = crm();
        Address ada = Address.email("ada@example.org");
        var suppressions = crm.channels().suppressions();
        suppressions.add(ada, SuppressionReason.BOUNCED, "");
        suppressions.add(ada, SuppressionReason.UNSUBSCRIBED, "");
        assertThat(suppressions.addAll(
                        List.of(ada, Address.email("ADA@example.org"), Address.email("ben@example.org")),
                        SuppressionReason.BOUNCED,
                        ""))
                .isEqualTo(1);

        assertThatThrownBy(() -> suppressions.lift(ada, SuppressionReason.BOUNCED, " "))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_REQUIRED));
        assertThat(suppressions.lift(ada, SuppressionReason.BOUNCED, "mailbox is back"))
                .isTrue();
        assertThat(suppressions.lift(ada, SuppressionReason.BOUNCED, "mailbox is back"))
                .isFalse();
        assertThat(suppressions.find(ada).orElseThrow().entries()).containsOnlyKeys(SuppressionReason.UNSUBSCRIBED);
        assertThat(suppressions.lift(ada, SuppressionReason.UNSUBSCRIBED, "she asked for it"))
                .isTrue();
        assertThat(suppressions.isSuppressed(ada)).isFalse();
        assertThat(suppressions.find(ada)).isEmpty();
        assertThat(suppressions.list(10, null).items()).hasSize(1);
        suppressions.add(ada, SuppressionReason.MANUAL, "");
        assertThat(suppressions.find(ada).orElseThrow().entries()).containsOnlyKeys(SuppressionReason.MANUAL);
        assertThatThrownBy(() -> suppressions.addAll(
                        List.of(Address.email("no"), ada, Address.email("nor this")), SuppressionReason.MANUAL, ""))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("addresses[0]", "addresses[2]"));
    }

    @Test
    @SpecRule("SEQ-6")
    @DisplayName(
            "Suppressions come in pages, each once, and a race of many for one address leaves one with every reason")
    void suppressionsComeInPages() {
        Crm crm = crm();
        var suppressions = crm.channels().suppressions();
        assertThat(suppressions.addAll(
                        IntStream.range(0, 25)
                                .mapToObj(i -> Address.email("p" + i + "@example.org"))
                                .toList(),
                        SuppressionReason.COMPLAINED,
                        ""))
                .isEqualTo(25);
        List<Callable<Suppression>> work = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            for (SuppressionReason reason : SuppressionReason.values()) {
                work.add(() -> suppressions.add(Address.phone("+4930901820"), reason, ""));
            }
        }

        assertThat(AtOnce.run(work)).allMatch(AtOnce.Outcome::isSuccess);

        assertThat(suppressions
                        .find(Address.phone("+49 30 901820"))
                        .orElseThrow()
                        .entries())
                .containsOnlyKeys(SuppressionReason.values());
        List<Suppression> seen = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Suppression> page = suppressions.list(7, cursor);
            seen.addAll(page.items());
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(seen).hasSize(26).doesNotHaveDuplicates();
    }

    @Test
    @SpecRule("SEQ-6")
    @DisplayName("Neither the key of a suppression nor its events hold the address in clear")
    void suppressionsAreKnownByHash() {
        Crm crm = crm();
        crm.channels().suppressions().add(Address.email("ada@example.org"), SuppressionReason.MANUAL, "by phone");
        String workspace = workspace();

        var items = storage()
                .inTransaction(
                        TransactionRequest.read(workspace),
                        tx -> tx.items().list(ItemQuery.of("suppression", Set.of(), 10)));

        assertThat(items).hasSize(1);
        assertThat(items.get(0).recordId()).isNull();
        assertThat(items.get(0).key()).matches("[0-9a-f]{64}");
        assertThat(crm.channels().suppressions().list(10, null).items())
                .extracting(Suppression::address)
                .containsExactly("ada@example.org");
        var events = storage()
                .inTransaction(
                        TransactionRequest.read(workspace), tx -> tx.events().list(EventQuery.newest(10)));
        assertThat(events).hasSize(1).allSatisfy(event -> {
            assertThat(event.type()).isEqualTo(EventTypes.SUPPRESSION_ADDED);
            assertThat(event.details()).contains(items.get(0).key()).doesNotContain("ada@example.org");
        });
    }

    @Test
    @SpecRule("SEQ-6")
    @DisplayName(
            "An address that is forgotten stays suppressed, in the list without its text, and may be lifted by who knows it")
    void forgottenAddressesStaySuppressed() {
        Crm crm = crm();
        var suppressions = crm.channels().suppressions();
        Address ada = Address.email("ada@example.org");
        suppressions.add(ada, SuppressionReason.UNSUBSCRIBED, "");

        assertThat(suppressions.forget(List.of(ada, Address.email("ben@example.org"))))
                .isEqualTo(1);
        assertThat(suppressions.forget(List.of(ada))).isZero();

        assertThat(suppressions.isSuppressed(Address.email("ADA@example.org"))).isTrue();
        assertThat(suppressions.list(10, null).items())
                .extracting(Suppression::address)
                .containsOnlyNulls();
        assertThat(suppressions.lift(ada, SuppressionReason.UNSUBSCRIBED, "she asked for it"))
                .isTrue();
        assertThat(suppressions.isSuppressed(ada)).isFalse();
    }
}
