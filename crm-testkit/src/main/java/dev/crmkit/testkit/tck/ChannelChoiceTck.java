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
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Sender;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * By which channel a record is written to, and from whom. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ChannelChoiceTck extends EngineTck {

    /** For subclasses. */
    protected ChannelChoiceTck() {}

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
                .extracting(choice -> choice.findChannel().isPresent(), ChannelChoiceTck::reasons)
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
