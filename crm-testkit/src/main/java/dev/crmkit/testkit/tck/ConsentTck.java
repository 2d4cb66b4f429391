package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.channel.Address;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Choice;
import dev.crmkit.channel.Choice.PassedOver;
import dev.crmkit.channel.Choice.Reason;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Sender;
import dev.crmkit.channel.Suppression;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.query.Page;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
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
 * Who may be written to, by which channel and from whom. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ConsentTck extends EngineTck {

    /** For subclasses. */
    protected ConsentTck() {}

    @Test
    @SpecRule("WSP-6")
    @DisplayName(
            "Consent has its ground, source, time and actor for each purpose; each statement is an event, the same again is none")
    void consentHasItsGround() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID channel = People.only(crm, ada).id();
        ConsentStatement granted =
                ConsentStatement.granted("marketing").basis("double opt-in").source("form /news");

        crm.channels().consent(channel, granted);
        clock().advance(Duration.ofMinutes(1));
        Channel said = crm.channels().consent(channel, granted);

        assertThat(said.consents().values())
                .containsExactly(new Consent(
                        "marketing",
                        ConsentState.GRANTED,
                        "double opt-in",
                        "form /news",
                        clock().instant().minus(Duration.ofMinutes(1)),
                        Actor.user("ada")));
        assertThat(said.consent("transactional")).isEqualTo(ConsentState.UNKNOWN);
        crm.channels().consent(channel, ConsentStatement.withdrawn("marketing"));
        assertThat(People.only(crm, ada).consent("marketing")).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(People.events(crm, ada))
                .containsExactly(EventTypes.CONSENT_RECORDED, EventTypes.CONSENT_RECORDED, EventTypes.RECORD_CREATED);
        assertThatThrownBy(() -> crm.channels()
                        .consent(channel, new ConsentStatement("News!", ConsentState.GRANTED, "b".repeat(256), "\0")))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("purpose", "basis", "source"));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Consent that was withdrawn holds again when the address is taken away and comes back, and may be withdrawn of archived records")
    void aWithdrawalIsNotForgotten() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID said = People.only(crm, ada).id();
        UUID given = crm.channels().add(ada, ChannelKind.PHONE, "+4930901820").id();
        crm.records(People.PERSON).archive(ada);
        crm.channels().consent(said, ConsentStatement.withdrawn("marketing"));
        crm.records(People.PERSON).restore(ada);
        crm.channels().consent(given, ConsentStatement.denied("marketing"));

        crm.records(People.PERSON).patch(ada, Map.of("email", ""));
        crm.channels().remove(given);
        assertThat(crm.channels().of(ada)).isEmpty();
        assertThat(crm.channels().find(ChannelKind.EMAIL, "ada@example.org")).isEmpty();
        assertThatThrownBy(() -> crm.channels().verify(said))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANNEL_NOT_FOUND));
        crm.channels().add(ada, ChannelKind.EMAIL, "ADA@example.org");
        crm.records(People.PERSON).patch(ada, Map.of("phone", "030 901820"));

        assertThat(crm.channels().of(ada))
                .extracting(channel -> channel.consent("marketing"))
                .containsExactly(ConsentState.WITHDRAWN, ConsentState.DENIED);
    }

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
                        TransactionRequest.read(workspace),
                        tx -> tx.events().list(new EventQuery(null, Set.of(), null, null, null, 10)));
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

    @Test
    @SpecRule("SEQ-7")
    @DisplayName(
            "The choice is the first channel of the best kind that will do, with the owner's sender or else the workspace's, and says why others were passed over")
    void choosing() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "one@example.org");
        clock().advance(Duration.ofMinutes(1));
        for (String address : List.of("two@example.org", "three@example.org", "four@example.org")) {
            crm.channels().add(ada, ChannelKind.EMAIL, address);
            clock().advance(Duration.ofMinutes(1));
        }
        List<Channel> emails = crm.channels().of(ada);
        crm.channels().suppressions().add(Address.email("ONE@example.org"), SuppressionReason.BOUNCED, "");
        crm.channels().consent(emails.get(1).id(), ConsentStatement.denied("marketing"));
        crm.channels().consent(emails.get(3).id(), ConsentStatement.granted("marketing"));
        Purpose marketing = Purpose.marketing();
        assertThat(reasons(crm.channels().choose(ada, marketing))).containsExactly(Reason.NO_SENDER);
        crm.channels().senders().put(Sender.ofWorkspace("mail-all", ChannelKind.EMAIL));
        crm.channels().senders().put(Sender.of("mail-ada", ChannelKind.EMAIL, "ada"));
        crm.channels().senders().put(Sender.of("mail-ben", ChannelKind.EMAIL, "ben"));

        Choice choice = crm.channels().choose(ada, marketing);

        assertThat(choice.findChannel().orElseThrow().address()).isEqualTo("four@example.org");
        assertThat(choice.findSender().orElseThrow().id()).isEqualTo("mail-all");
        assertThat(choice.passedOver())
                .containsExactly(
                        new PassedOver(ChannelKind.EMAIL, crm.channels().of(ada).get(0), Reason.SUPPRESSED),
                        new PassedOver(ChannelKind.EMAIL, crm.channels().of(ada).get(1), Reason.CONSENT_REFUSED),
                        new PassedOver(ChannelKind.EMAIL, crm.channels().of(ada).get(2), Reason.NO_CONSENT));
        assertThat(crm.channels()
                        .choose(ada, Purpose.transactional())
                        .findChannel()
                        .orElseThrow()
                        .address())
                .isEqualTo("two@example.org");
        assertThat(reasons(crm.channels().choose(ada, marketing.verified())))
                .containsExactly(Reason.SUPPRESSED, Reason.CONSENT_REFUSED, Reason.NO_CONSENT, Reason.UNVERIFIED);
        Choice letter = crm.channels()
                .choose(
                        ada,
                        Purpose.of("news")
                                .by(ChannelKind.POSTAL, ChannelKind.EMAIL)
                                .withoutSender());
        assertThat(reasons(letter)).containsExactly(Reason.NO_ADDRESS, Reason.SUPPRESSED);
        assertThat(letter.findChannel()).isPresent();
    }

    private static List<Reason> reasons(Choice choice) {
        return choice.passedOver().stream().map(PassedOver::reason).toList();
    }

    @Test
    @SpecRule("SEQ-7")
    @DisplayName(
            "Without an address there is a visible result and no exception, for many records in one call; an archived record is not written to")
    void noChannelIsAResult() {
        Crm crm = People.in(crm());
        crm.channels().senders().put(Sender.ofWorkspace("mail", ChannelKind.EMAIL));
        UUID none = People.person(crm, "None");
        UUID gone = People.person(crm, "Gone", "gone@example.org");
        UUID good = People.person(crm, "Good", "good@example.org");
        crm.records(People.PERSON).archive(gone);
        UUID unknown = UUID.randomUUID();

        Map<UUID, Choice> choices =
                crm.channels().chooseAll(List.of(good, none, unknown, gone), Purpose.transactional());

        assertThat(choices.keySet()).containsExactly(good, none, gone);
        assertThat(choices.values())
                .extracting(choice -> choice.findChannel().isPresent(), ConsentTck::reasons)
                .containsExactly(
                        tuple(true, List.of()),
                        tuple(false, List.of(Reason.NO_ADDRESS)),
                        tuple(false, List.of(Reason.RECORD_ARCHIVED)));
        assertThatThrownBy(() -> crm.channels().choose(unknown, Purpose.marketing()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Where records share an address the most restrictive word about it wins, and a grant at one does not help the other")
    void theMostRestrictiveWordWins() {
        Crm crm = People.in(crm());
        crm.channels().senders().put(Sender.ofWorkspace("mail", ChannelKind.EMAIL));
        UUID ada = People.person(crm, "Ada", "office@example.org");
        UUID ben = People.person(crm, "Ben", "OFFICE@example.org");
        UUID adas = People.only(crm, ada).id();
        UUID bens = People.only(crm, ben).id();
        crm.channels().consent(adas, ConsentStatement.granted("marketing"));

        assertThat(crm.channels().choose(ada, Purpose.marketing()).findChannel())
                .isPresent();
        assertThat(reasons(crm.channels().choose(ben, Purpose.marketing()))).containsExactly(Reason.NO_CONSENT);
        crm.channels().consent(bens, ConsentStatement.withdrawn("marketing"));
        assertThat(reasons(crm.channels().choose(ada, Purpose.marketing()))).containsExactly(Reason.CONSENT_REFUSED);
        assertThat(crm.channels().choose(ada, Purpose.transactional()).findChannel())
                .isPresent();
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName("Senders are put, listed and removed by id, and all faults of one are told at once")
    void senders() {
        Crm crm = crm();
        var senders = crm.channels().senders();
        Sender workspace = Sender.ofWorkspace("b", ChannelKind.EMAIL).label("office@acme.example");
        Sender adas = Sender.of("a", ChannelKind.TELEGRAM, "ada");
        senders.put(workspace);
        senders.put(adas);
        senders.put(workspace);

        assertThat(senders.list()).containsExactly(adas, workspace);
        assertThatThrownBy(() -> senders.put(new Sender(" ", ChannelKind.EMAIL, "o".repeat(201), "l".repeat(256))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly("id", "owner", "label"));
        assertThat(senders.remove("a")).isTrue();
        assertThat(senders.remove("a")).isFalse();
        assertThat(senders.list()).containsExactly(workspace);
    }
}
