package dev.crmkit.testkit.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.crmkit.Crm;
import dev.crmkit.channel.Address;
import dev.crmkit.channel.Channel;
import dev.crmkit.channel.ChannelChange;
import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.ChannelSettings;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.NewChannel;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.RecordRef;
import dev.crmkit.record.RecordStore;
import dev.crmkit.schema.UnconvertibleValues;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * How records have addresses, given and by their attributes. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ChannelsTck extends EngineTck {

    /** For subclasses. */
    protected ChannelsTck() {}

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "What attributes say about addresses is there as channels with the write, follows each change, and goes with the value")
    void attributesAreChannels() {
        Crm crm = People.in(crm());
        RecordStore people = crm.records(People.PERSON);
        UUID ada = people.create(Map.of(
                        "name", "Ada",
                        "email", "Ada@Example.org",
                        "private_email", "ada@home.example",
                        "phone", "030 901820",
                        "web", "https://www.linkedin.com/in/Ada-Lovelace/?trk=x"))
                .id();

        assertThat(crm.channels().of(ada))
                .extracting(Channel::kind, Channel::address, Channel::normalised, Channel::primary, Channel::attributes)
                .containsExactly(
                        tuple(ChannelKind.EMAIL, "Ada@Example.org", "ada@example.org", true, List.of("email")),
                        tuple(
                                ChannelKind.EMAIL,
                                "ada@home.example",
                                "ada@home.example",
                                false,
                                List.of("private_email")),
                        tuple(
                                ChannelKind.LINKEDIN,
                                "linkedin.com/in/Ada-Lovelace",
                                "in/ada-lovelace",
                                true,
                                List.of("web")),
                        tuple(ChannelKind.PHONE, "+49 30 901820", "+4930901820", true, List.of("phone")));

        Map<String, Object> changes = new LinkedHashMap<>();
        changes.put("email", "ada@home.example");
        changes.put("phone", List.of());
        changes.put("web", "https://example.org/ada");
        people.patch(ada, changes);

        Channel rest = People.only(crm, ada);
        assertThat(rest.attributes()).containsExactly("email", "private_email");
        assertThat(rest.given()).isFalse();
        assertThat(rest.primary()).isTrue();
        assertThat(crm.channels().find(ChannelKind.EMAIL, "ada@example.org")).isEmpty();
        people.patch(ada, Map.of("email", List.of(), "private_email", ""));
        assertThat(crm.channels().of(ada)).isEmpty();
        assertThatThrownBy(() -> crm.useTransaction(work -> {
                    work.records(People.PERSON).patch(ada, Map.of("email", "gone@example.org"));
                    throw new IllegalStateException("undone");
                }))
                .hasMessage("undone");
        assertThat(crm.channels().of(ada)).isEmpty();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "An added address that an attribute says too is one channel, which keeps its label and consent when the attribute is emptied")
    void addedAndSaidIsOneChannel() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        Channel said = People.only(crm, ada);
        clock().advance(Duration.ofMinutes(1));

        Channel added = crm.channels()
                .add(NewChannel.of(ada, ChannelKind.EMAIL, " ADA@example.org ").label("work"));
        crm.channels().consent(added.id(), ConsentStatement.granted("marketing"));

        assertThat(added.id()).isEqualTo(said.id());
        assertThat(added.given()).isTrue();
        assertThat(added.label()).isEqualTo("work");
        assertThat(added.attributes()).containsExactly("email");
        crm.records(People.PERSON).patch(ada, Map.of("email", ""));
        Channel kept = People.only(crm, ada);
        assertThat(kept.attributes()).isEmpty();
        assertThat(kept.label()).isEqualTo("work");
        assertThat(kept.consent("marketing")).isEqualTo(ConsentState.GRANTED);
        assertThat(crm.channels().remove(kept.id())).isTrue();
        assertThat(crm.channels().remove(kept.id())).isFalse();
        assertThat(crm.channels().of(ada)).isEmpty();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("A channel that attributes alone say is not removed by hand, and the refusal names them")
    void whatAttributesSayIsNotRemovedByHand() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID channel = People.only(crm, ada).id();

        assertThatThrownBy(() -> crm.channels().remove(channel))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VALUE_READ_ONLY))
                .hasMessageContaining("(email)");
        assertThat(crm.channels().of(ada)).hasSize(1);
    }

    @Test
    @SpecRule("REC-3")
    @DisplayName(
            "The first channel of a record and kind is its primary one until another is made so; each change has one event, no change has none")
    void exactlyOneIsPrimary() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada");
        Channel first = crm.channels().add(ada, ChannelKind.EMAIL, "one@example.org");
        clock().advance(Duration.ofMinutes(1));
        Channel second = crm.channels().add(ada, ChannelKind.EMAIL, "two@example.org");
        Channel third = crm.channels()
                .add(NewChannel.of(ada, ChannelKind.EMAIL, "three@example.org").asPrimary());
        Channel phone = crm.channels().add(ada, ChannelKind.PHONE, "+49 30 901820");

        assertThat(List.of(first.primary(), second.primary(), third.primary(), phone.primary()))
                .containsExactly(true, false, true, true);
        assertThat(primaries(crm, ada)).containsExactly("three@example.org", "+49 30 901820");
        int before = People.events(crm, ada).size();
        Channel changed =
                crm.channels().change(second.id(), ChannelChange.label("home").andPrimary());
        assertThat(changed.primary()).isTrue();
        assertThat(changed.label()).isEqualTo("home");
        assertThat(primaries(crm, ada)).containsExactly("two@example.org", "+49 30 901820");
        assertThat(People.events(crm, ada).subList(0, People.events(crm, ada).size() - before))
                .containsOnly(EventTypes.CHANNEL_CHANGED)
                .hasSize(2);

        List<String> events = People.events(crm, ada);
        assertThat(crm.channels()
                        .change(second.id(), ChannelChange.label("home").andPrimary()))
                .isEqualTo(changed);
        assertThat(crm.channels().add(ada, ChannelKind.EMAIL, "TWO@example.org"))
                .isEqualTo(changed);
        assertThat(People.events(crm, ada)).isEqualTo(events);
        crm.channels().remove(second.id());
        assertThat(primaries(crm, ada)).containsExactly("one@example.org", "+49 30 901820");
        assertThat(People.events(crm, ada)).startsWith(EventTypes.CHANNEL_REMOVED);
    }

    private static List<String> primaries(Crm crm, UUID record) {
        return crm.channels().of(record).stream()
                .filter(Channel::primary)
                .map(Channel::address)
                .toList();
    }

    @Test
    @SpecRule("WSP-6")
    @DisplayName("Who verified an address and when is kept, and verifying again changes nothing")
    void verifying() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID channel = People.only(crm, ada).id();
        clock().advance(Duration.ofMinutes(1));

        Channel verified = crm(Actor.user("ben")).channels().verify(channel);

        assertThat(verified.verifiedAt()).isEqualTo(clock().instant());
        assertThat(verified.verifiedBy()).isEqualTo(Actor.user("ben"));
        clock().advance(Duration.ofMinutes(1));
        assertThat(crm.channels().verify(channel)).isEqualTo(verified);
        assertThat(People.events(crm, ada)).containsExactly(EventTypes.CHANNEL_VERIFIED, EventTypes.RECORD_CREATED);
    }

    @Test
    @SpecRule("ERR-2")
    @DisplayName(
            "Every form of an address leads to the same records, and all malformed ones of a call are refused at once")
    void manyFormsAreOneAddress() {
        Crm crm = People.in(crm());
        crm.channels().configure(ChannelSettings.defaults().region("DE"));
        UUID ada = People.person(crm, "Ada");
        Map<ChannelKind, List<String>> forms = new LinkedHashMap<>();
        forms.put(
                ChannelKind.EMAIL,
                List.of("I@M\u00fcller.example", "i@xn--mller-kva.example", "i@M\u00dcLLER.EXAMPLE"));
        forms.put(ChannelKind.PHONE, List.of("030/901820", "+49 (30) 90 18 20", "004930901820"));
        forms.put(
                ChannelKind.LINKEDIN,
                List.of(
                        "https://www.linkedin.com/in/INGRID/",
                        "de.linkedin.com/in/ingrid?originalSubdomain=de",
                        "in/ingrid",
                        "http://linkedin.com/mwlite/in/ingrid/details#top"));
        forms.put(
                ChannelKind.TELEGRAM,
                List.of("@Ingrid_I", "ingrid_i", "https://t.me/INGRID_I", "tg://resolve?domain=ingrid_i"));
        forms.put(ChannelKind.POSTAL, List.of("1 Main  Street\r\n\r\n Springfield ", "1 MAIN STREET\nSPRINGFIELD"));
        forms.put(ChannelKind.of("matrix"), List.of("@Ingrid:example.org", " @INGRID:example.org "));

        forms.forEach((kind, texts) -> crm.channels().add(ada, kind, texts.get(0)));

        forms.forEach((kind, texts) ->
                texts.forEach(text -> assertThat(crm.channels().find(kind, text))
                        .as("%s %s", kind, text)
                        .containsExactly(new RecordRef(ada, People.PERSON, "Ada", false))));
        assertThat(crm.channels().of(ada)).hasSize(forms.size());
        assertThat(crm.channels().find(ChannelKind.EMAIL, "no address")).isEmpty();
        assertThatThrownBy(() -> crm.channels()
                        .addAll(List.of(
                                NewChannel.of(ada, ChannelKind.EMAIL, "no address"),
                                NewChannel.of(ada, ChannelKind.EMAIL, "good@example.org"),
                                NewChannel.of(ada, ChannelKind.PHONE, "12"),
                                NewChannel.of(ada, ChannelKind.LINKEDIN, "https://example.org/in/ada"),
                                NewChannel.of(ada, ChannelKind.TELEGRAM, "t.me/joinchat"),
                                NewChannel.of(ada, ChannelKind.POSTAL, " \n "))))
                .isInstanceOfSatisfying(
                        InvalidInputException.class,
                        e -> assertThat(e.violations())
                                .extracting(Violation::path)
                                .containsExactly(
                                        "channels[0].address",
                                        "channels[2].address",
                                        "channels[3].address",
                                        "channels[4].address",
                                        "channels[5].address"));
        assertThat(crm.channels().of(ada)).hasSize(forms.size());
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName("Several records share an address and are all found, archived ones are not, though they keep it")
    void lookupFindsLiveRecords() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "office@example.org");
        UUID ben = People.person(crm, "Ben", "Office@example.org");
        UUID lead = crm.records(People.LEAD)
                .create(Map.of("name", "Cy", "email", "office@example.org"))
                .id();
        Address office = Address.email("office@example.org");
        Address nobody = Address.email("nobody@example.org");

        Map<Address, List<RecordRef>> found = crm.channels().findAll(List.of(nobody, office));

        assertThat(found.keySet()).containsExactly(nobody, office);
        assertThat(found.get(nobody)).isEmpty();
        assertThat(found.get(office)).extracting(RecordRef::id).containsExactlyInAnyOrder(ada, ben, lead);
        crm.records(People.PERSON).archive(ben);
        assertThat(crm.channels().find(ChannelKind.EMAIL, "office@example.org"))
                .extracting(RecordRef::id)
                .containsExactlyInAnyOrder(ada, lead);
        assertThat(People.only(crm, ben).normalised()).isEqualTo("office@example.org");
        assertThatThrownBy(() -> crm.channels().add(ben, ChannelKind.PHONE, "+4930901820"))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.RECORD_ARCHIVED));
        crm.records(People.PERSON).restore(ben);
        assertThat(crm.channels().find(ChannelKind.EMAIL, "office@example.org")).hasSize(3);
        assertThat(crm.channels().ofAll(List.of(lead, ada, UUID.randomUUID())).keySet())
                .containsExactly(lead, ada);
    }

    @Test
    @SpecRule("VAL-4")
    @DisplayName(
            "Retyping or deleting an attribute takes its word back, and retyping to an address gives it; what was added stays")
    void schemaChangesTakeTheWordBack() {
        Crm crm = People.in(crm());
        UUID ada = crm.records(People.PERSON)
                .create(Map.of("name", "ada@name.example", "email", "ada@example.org", "phone", "030 901820"))
                .id();
        crm.channels().add(NewChannel.of(ada, ChannelKind.PHONE, "+4930901820").label("desk"));

        crm.schema().retypeAttribute(People.PERSON, "email", Attributes.text(), UnconvertibleValues.REFUSE);
        crm.schema().deleteAttribute(People.PERSON, "phone");
        crm.schema().retypeAttribute(People.PERSON, "name", Attributes.email(), UnconvertibleValues.REFUSE);

        assertThat(crm.channels().of(ada))
                .extracting(Channel::address, Channel::given, Channel::attributes)
                .containsExactly(
                        tuple("ada@name.example", false, List.of("name")), tuple("+49 30 901820", true, List.of()));
        assertThat(crm.channels().find(ChannelKind.EMAIL, "ada@example.org")).isEmpty();
    }

    @Test
    @SpecRule("REC-5")
    @DisplayName("Many records get their addresses in one call")
    void manyRecordsAtOnce() {
        Crm crm = People.in(crm());
        List<Map<String, Object>> values = IntStream.range(0, 300)
                .<Map<String, Object>>mapToObj(i -> Map.of("name", "P" + i, "email", "p" + i + "@example.org"))
                .toList();
        Set<UUID> created = crm.records(People.PERSON).createAll(values).stream()
                .map(record -> record.id())
                .collect(Collectors.toSet());

        Map<UUID, List<Channel>> channels = crm.channels().ofAll(created);

        assertThat(channels.keySet()).isEqualTo(created);
        assertThat(channels.values()).allSatisfy(some -> assertThat(some).hasSize(1));
        assertThat(channels.values().stream().map(some -> some.get(0).address()).collect(Collectors.toSet()))
                .hasSize(300);
    }

    @Test
    @SpecRule("WSP-1")
    @DisplayName("Channels and records of another workspace are as unknown ones, in every call")
    void foreignChannelsAreUnknown() {
        Crm theirs = People.in(crm());
        UUID ada = People.person(theirs, "Ada", "ada@example.org");
        UUID channel = People.only(theirs, ada).id();
        Crm ours = People.in(engine().workspace(newWorkspace()).as(Actor.user("eve")));

        for (Callable<?> call : List.<Callable<?>>of(
                () -> ours.channels().of(ada),
                () -> ours.channels().add(ada, ChannelKind.PHONE, "+4930901820"),
                () -> ours.channels().verify(channel),
                () -> ours.channels().change(channel, ChannelChange.primary()),
                () -> ours.channels().consent(channel, ConsentStatement.denied("marketing")))) {
            assertThatThrownBy(call::call).isInstanceOf(NotFoundException.class);
        }
        assertThat(ours.channels().remove(channel)).isFalse();
        assertThat(ours.channels().ofAll(List.of(ada))).isEmpty();
        assertThat(ours.channels().find(ChannelKind.EMAIL, "ada@example.org")).isEmpty();
        assertThat(People.only(theirs, ada).isVerified()).isFalse();
    }
}
