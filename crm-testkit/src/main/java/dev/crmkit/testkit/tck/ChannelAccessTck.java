package dev.crmkit.testkit.tck;

import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.channel.Address;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelChange;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.Choice;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Sender;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.channel.Suppressions;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.ForbiddenException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.member.Member;
import dev.crmkit.member.ObjectRules;
import dev.crmkit.member.Reach;
import dev.crmkit.member.Role;
import dev.crmkit.member.Verb;
import dev.crmkit.model.Actor;
import dev.crmkit.record.RecordStore;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Channels, their history and suppressions are within reach where records and attributes are. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ChannelAccessTck extends EngineTck {

    /** For subclasses. */
    protected ChannelAccessTck() {}

    @Test
    @SpecRule({"WSP-3", "WSP-4"})
    @DisplayName("Channels of records and attributes that the actor does not see are not there, nor told by a refusal")
    void channelsOutOfSight() {
        Crm owner = People.in(crm());
        owner.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL));
        UUID shown = owner.records(People.PERSON)
                .create(Map.of("name", "Ada", "email", "ada@example.org", "private_email", "ada@home.example"))
                .id();
        UUID hers = owner.records(People.PERSON)
                .create(Map.of("name", "Eve", "@owner", "eve"))
                .id();
        UUID secret = People.person(owner, "Secret", "secret@example.org");
        Crm eve = clerk(owner);
        UUID open = People.only(eve, shown).id();
        UUID hidden = owner.channels().of(shown).stream()
                .map(Channel::id)
                .filter(id -> !id.equals(open))
                .findFirst()
                .orElseThrow();

        assertThat(People.only(eve, shown).address()).isEqualTo("ada@example.org");
        assertThat(eve.channels().ofAll(List.of(shown, secret)).keySet()).containsExactly(shown);
        assertThat(eve.channels().find(ChannelKind.EMAIL, "ada@home.example")).isEmpty();
        assertThat(owner.channels().find(ChannelKind.EMAIL, "ada@home.example")).hasSize(1);
        assertThat(eve.channels().find(ChannelKind.EMAIL, "secret@example.org")).isEmpty();
        assertThatThrownBy(() -> eve.channels().of(secret)).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> eve.channels().verify(hidden))
                .isInstanceOfSatisfying(
                        NotFoundException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANNEL_NOT_FOUND));
        assertThat(eve.channels().remove(hidden)).isFalse();
        assertThatThrownBy(() -> eve.channels().verify(open)).isInstanceOf(ForbiddenException.class);
        assertThatThrownBy(() -> eve.channels().add(hers, ChannelKind.EMAIL, "secret@example.org"))
                .isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                    assertThat(e.findHolder()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain(secret.toString());
                });
        assertThatThrownBy(() -> owner.channels().add(hers, ChannelKind.EMAIL, "secret@example.org"))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.findHolder()).contains(secret));
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName(
            "Rules for addresses, senders, and listing and lifting suppressions take the power over settings, forgetting the one to erase")
    void settingsOfChannelsTakeAPower() {
        Crm owner = People.in(crm());
        Crm eve = clerk(owner);
        Address address = Address.email("ada@example.org");
        Sender sender = Sender.ofWorkspace("mail", ChannelKind.EMAIL);

        owner.channels().suppressions().add(address, SuppressionReason.UNSUBSCRIBED, "");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> eve.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL)),
                () -> eve.channels().senders().put(sender),
                () -> eve.channels().senders().remove("mail"),
                () -> eve.channels().suppressions().list(10, null),
                () -> eve.channels().suppressions().lift(address, SuppressionReason.UNSUBSCRIBED, "asked again"))) {
            assertThatThrownBy(call).isInstanceOf(ForbiddenException.class).hasMessageContaining("MANAGE_SETTINGS");
        }
        assertThatThrownBy(() -> eve.channels().suppressions().forget(List.of(address)))
                .isInstanceOf(ForbiddenException.class)
                .hasMessageContaining("ERASE");
        assertThat(eve.channels().settings()).isEqualTo(ChannelSettings.defaults());
        assertThat(eve.channels().senders().list()).isEmpty();
        assertThat(eve.channels().suppressions().isSuppressed(address)).isTrue();
        owner.channels().senders().put(sender);
        assertThat(owner.channels().suppressions().lift(address, SuppressionReason.UNSUBSCRIBED, "asked again"))
                .isTrue();
    }

    @Test
    @SpecRule({"WSP-3", "SEQ-6"})
    @DisplayName(
            "Whoever may change a record that has an address may suppress it, others may not, known or unknown; why it is suppressed is told to who sees such a record")
    void whoSuppresses() {
        Crm owner = People.in(crm());
        UUID hers = owner.records(People.PERSON)
                .create(Map.of(
                        "name",
                        "Eve",
                        "@owner",
                        "eve",
                        "email",
                        "eve@example.org",
                        "private_email",
                        "eve@home.example"))
                .id();
        People.person(owner, "Ada", "ada@example.org");
        People.person(owner, "Secret", "secret@example.org");
        Crm eve = clerk(owner);
        Suppressions suppressions = eve.channels().suppressions();

        for (String text : List.of("ada@example.org", "secret@example.org", "eve@home.example", "nobody@example.org")) {
            assertThatThrownBy(() -> suppressions.addAll(
                            List.of(Address.email("eve@example.org"), Address.email(text)),
                            SuppressionReason.MANUAL,
                            ""))
                    .as(text)
                    .isInstanceOf(ForbiddenException.class)
                    .hasMessageContaining("MANAGE_SETTINGS")
                    .hasMessageNotContaining(text);
            owner.channels().suppressions().add(Address.email(text), SuppressionReason.MANUAL, "by phone");
            assertThat(suppressions.isSuppressed(Address.email(text))).isTrue();
        }

        assertThat(suppressions
                        .add(Address.email("EVE@example.org"), SuppressionReason.UNSUBSCRIBED, "")
                        .entries())
                .containsOnlyKeys(SuppressionReason.UNSUBSCRIBED);
        assertThat(suppressions.find(Address.email("ada@example.org"))).isPresent();
        for (String text : List.of("secret@example.org", "eve@home.example", "nobody@example.org")) {
            assertThat(suppressions.find(Address.email(text))).as(text).isEmpty();
        }
        assertThat(eve.channels().of(hers)).hasSize(1);
    }

    @Test
    @SpecRule("WSP-3")
    @DisplayName(
            "What happened at a channel that hidden attributes say is in the history of those only who see one of them")
    void eventsOutOfSight() {
        Crm owner = People.in(crm());
        UUID ada = owner.records(People.PERSON)
                .create(Map.of("name", "Ada", "email", "ada@example.org", "private_email", "ada@home.example"))
                .id();
        for (Channel channel : owner.channels().of(ada)) {
            owner.channels().verify(channel.id());
            owner.channels().consent(channel.id(), ConsentStatement.granted("marketing"));
            owner.channels().change(channel.id(), ChannelChange.label("label"));
        }
        Channel given = owner.channels().add(ada, ChannelKind.EMAIL, "ada@given.example");
        owner.channels().remove(given.id());
        Crm eve = clerk(owner);

        assertThat(told(eve, ada))
                .containsExactlyInAnyOrder(
                        "channel.verified ada@example.org [email]",
                        "consent.recorded ada@example.org [email]",
                        "channel.changed ada@example.org [email]",
                        "channel.added ada@given.example null",
                        "channel.removed ada@given.example null");
        assertThat(told(owner, ada)).hasSize(8).contains("consent.recorded ada@home.example [private_email]");
        owner.schema().deleteAttribute(People.PERSON, "private_email");
        assertThat(told(eve, ada)).hasSize(5);
    }

    private static List<String> told(Crm crm, UUID record) {
        return crm.timeline().of(record, TimelineQuery.all()).items().stream()
                .filter(event -> event.details().containsKey("address"))
                .map(event -> event.type() + " " + event.details().get("address") + " "
                        + event.details().get("attributes"))
                .toList();
    }

    @Test
    @SpecRule({"WSP-3", "REC-7", "SEQ-7"})
    @DisplayName(
            "What a merged record said in a hidden attribute stays hidden at the survivor, and nobody is written to by it unseen")
    void mergedAddressesStayHidden() {
        Crm owner = People.in(crm());
        UUID ada = owner.records(People.PERSON)
                .create(Map.of("name", "Ada", "private_email", "ada@home.example"))
                .id();
        UUID twin = owner.records(People.PERSON)
                .create(Map.of("name", "Ada", "private_email", "twin@home.example"))
                .id();
        Crm eve = clerk(owner);
        owner.merges().merge(ada, List.of(twin));
        Channel moved = owner.channels().of(ada).get(1);
        owner.channels().verify(moved.id());

        assertThat(moved.address()).isEqualTo("twin@home.example");
        assertThat(moved.given()).isTrue();
        assertThat(eve.channels().of(ada)).isEmpty();
        assertThat(eve.channels().find(ChannelKind.EMAIL, "twin@home.example")).isEmpty();
        assertThat(eve.channels()
                        .choose(ada, Purpose.transactional().withoutSender())
                        .passedOver())
                .extracting(Choice.PassedOver::reason)
                .containsExactly(Choice.Reason.NO_ADDRESS);
        assertThat(told(eve, ada)).isEmpty();
        assertThatThrownBy(() -> eve.channels().change(moved.id(), ChannelChange.primary()))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    @SpecRule({"WSP-3", "VAL-5"})
    @DisplayName(
            "A refusal of an address that is taken names neither hidden addresses nor who has one by a hidden attribute")
    void refusalsNameNothingHidden() {
        Crm owner = People.in(crm());
        owner.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL));
        RecordStore people = owner.records(People.PERSON);
        UUID hers = people.create(Map.of("name", "Eve", "@owner", "eve", "private_email", "one@home.example"))
                .id();
        people.archive(hers);
        UUID holder = people.create(Map.of("name", "Ada", "private_email", "one@home.example"))
                .id();
        UUID other = people.create(Map.of("name", "Eve's", "@owner", "eve")).id();
        Crm eve = clerk(owner);

        assertThatThrownBy(() -> eve.channels().add(other, ChannelKind.EMAIL, "one@home.example"))
                .isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                    assertThat(e.findHolder()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain(holder.toString());
                });
        assertThatThrownBy(() -> eve.records(People.PERSON).restore(hers))
                .isInstanceOfSatisfying(DuplicateValueException.class, e -> {
                    assertThat(e.findHolder()).isEmpty();
                    assertThat(e.getMessage()).doesNotContain("home.example", "private_email", holder.toString());
                });
        assertThatThrownBy(() -> people.restore(hers))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.findHolder()).contains(holder));
    }

    /** Eve, who reads all people but one, without their private addresses, and changes her own. */
    private Crm clerk(Crm owner) {
        owner.members().put(Member.of(owner.actor(), Role.OWNER));
        owner.members()
                .roles()
                .put(Role.named("clerk")
                        .on(
                                People.PERSON,
                                ObjectRules.nothing()
                                        .allow(
                                                Verb.READ,
                                                Reach.where(attr("name").neq("Secret")))
                                        .allow(Verb.UPDATE, Reach.own())
                                        .allow(Verb.ARCHIVE, Reach.own())
                                        .hide("private_email")));
        owner.members().put(Member.of(Actor.user("eve"), "clerk"));
        return crm(Actor.user("eve"));
    }
}
