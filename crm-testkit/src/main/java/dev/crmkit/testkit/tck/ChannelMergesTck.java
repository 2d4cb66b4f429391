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
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.channel.ConsentStatement;
import dev.crmkit.channel.NewChannel;
import dev.crmkit.channel.Purpose;
import dev.crmkit.channel.Suppression;
import dev.crmkit.channel.SuppressionReason;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.DuplicateValueException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.merge.MergeChoice;
import dev.crmkit.merge.MergeResult;
import dev.crmkit.model.RecordRef;
import dev.crmkit.record.RecordStore;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.testkit.SpecRule;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What becomes of addresses when records are merged, separated and erased. Extend it, say how to get an empty storage, and run it with JUnit.
 */
public abstract class ChannelMergesTck extends EngineTck {

    /** For subclasses. */
    protected ChannelMergesTck() {}

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "The survivor has the addresses of all, each once; its own stand in front, and no value that lost takes its address away")
    void addressesGoOver() {
        Crm crm = People.in(crm());
        UUID twin = crm.records(People.PERSON)
                .create(Map.of("name", "Ada", "email", "twin@example.org", "private_email", "home@example.org"))
                .id();
        Channel given = crm.channels()
                .add(NewChannel.of(twin, ChannelKind.EMAIL, "both@example.org")
                        .label("work")
                        .asPrimary());
        crm.channels().add(twin, ChannelKind.PHONE, "+4930901820");
        crm.channels().verify(given.id());
        clock().advance(Duration.ofMinutes(1));
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        clock().advance(Duration.ofMinutes(1));
        crm.channels().add(ada, ChannelKind.EMAIL, "BOTH@example.org");

        MergeResult merged = crm.merges().merge(ada, List.of(twin));

        assertThat(crm.channels().of(twin)).isEqualTo(crm.channels().of(ada));
        assertThat(crm.channels().of(ada))
                .extracting(Channel::address, Channel::primary, Channel::given, Channel::attributes, Channel::label)
                .containsExactly(
                        tuple("ada@example.org", true, false, List.of("email"), ""),
                        tuple("BOTH@example.org", false, true, List.of(), "work"),
                        tuple("twin@example.org", false, true, List.of(), ""),
                        tuple("home@example.org", false, false, List.of("private_email"), ""),
                        tuple("+49 30 901820", true, true, List.of(), ""));
        assertThat(crm.channels().of(ada).get(1).isVerified()).isTrue();
        assertThat(merged.things().belongings()).containsEntry("channel", 4).doesNotContainKey("channel.former");
        assertThat(crm.channels().find(ChannelKind.EMAIL, "twin@example.org"))
                .containsExactly(new RecordRef(ada, People.PERSON, "Ada", false));
        Channel moved = crm.channels().of(ada).get(2);
        assertThat(crm.channels().remove(moved.id())).isTrue();
        assertThat(crm.channels().find(ChannelKind.EMAIL, "twin@example.org")).isEmpty();
        assertThatThrownBy(() -> crm.channels().verify(given.id()))
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.CHANNEL_NOT_FOUND));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName("By an old id every call about channels is about the survivor")
    void oldIdsLeadToTheSurvivor() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada");
        crm.merges().merge(ada, List.of(twin));

        List<Channel> added = crm.channels()
                .addAll(List.of(
                        NewChannel.of(twin, ChannelKind.PHONE, "+4930901820"),
                        NewChannel.of(ada, ChannelKind.PHONE, "+4930901821"),
                        NewChannel.of(twin, ChannelKind.PHONE, "+49 30 901821").label("desk")));

        assertThat(added).extracting(Channel::record).containsOnly(ada);
        assertThat(added.get(1)).isEqualTo(added.get(2));
        assertThat(crm.channels().ofAll(List.of(twin, ada)))
                .containsExactly(
                        Map.entry(twin, crm.channels().of(ada)),
                        Map.entry(ada, crm.channels().of(ada)));
        assertThat(crm.channels().of(twin)).hasSize(3);
        assertThat(crm.channels()
                        .choose(twin, Purpose.transactional().withoutSender())
                        .findChannel()
                        .orElseThrow()
                        .record())
                .isEqualTo(ada);
    }

    @Test
    @SpecRule({"REC-7", "SEQ-6"})
    @DisplayName(
            "Of two words about consent the more restrictive holds, whoever is the primary, also one about an address that was taken away; suppressions stay")
    void theMostRestrictiveConsentHolds() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada", "ada@example.org");
        UUID former = People.person(crm, "Ada", "ada@example.org");
        UUID channel = People.only(crm, ada).id();
        crm.channels().consent(channel, ConsentStatement.granted("marketing"));
        crm.channels().consent(channel, ConsentStatement.withdrawn("events"));
        crm.channels().consent(channel, ConsentStatement.granted("surveys"));
        UUID twins = People.only(crm, twin).id();
        crm.channels().consent(twins, ConsentStatement.denied("marketing").source("by phone"));
        crm.channels().consent(twins, ConsentStatement.granted("events"));
        crm.channels().consent(twins, ConsentStatement.granted("news"));
        crm.channels().consent(People.only(crm, former).id(), ConsentStatement.withdrawn("surveys"));
        crm.records(People.PERSON).patch(former, Map.of("email", ""));
        Address address = Address.email("ada@example.org");
        crm.channels().suppressions().add(address, SuppressionReason.BOUNCED, "");
        List<Channel> before = crm.channels().of(twin);

        UUID merge = crm.merges().merge(ada, List.of(twin, former)).mergeId();

        Channel survivors = People.only(crm, ada);
        assertThat(List.of("marketing", "events", "surveys", "news"))
                .extracting(survivors::consent)
                .containsExactly(
                        ConsentState.DENIED, ConsentState.WITHDRAWN, ConsentState.WITHDRAWN, ConsentState.GRANTED);
        assertThat(survivors.consents().values())
                .filteredOn(consent -> consent.purpose().equals("marketing"))
                .extracting(Consent::source)
                .containsExactly("by phone");
        assertThat(crm.channels().suppressions().isSuppressed(address)).isTrue();
        crm.channels().consent(survivors.id(), ConsentStatement.denied("news"));

        crm.merges().unmerge(merge);

        assertThat(People.only(crm, ada).consent("marketing")).isEqualTo(ConsentState.GRANTED);
        assertThat(People.only(crm, ada).consent("news")).isEqualTo(ConsentState.DENIED);
        assertThat(People.only(crm, twin).consent("news")).isEqualTo(ConsentState.DENIED);
        assertThat(People.only(crm, twin).consents())
                .containsAllEntriesOf(without(before.get(0).consents(), "news"));
        crm.channels().add(former, ChannelKind.EMAIL, "ada@example.org");
        assertThat(People.only(crm, former).consent("surveys")).isEqualTo(ConsentState.WITHDRAWN);
        assertThat(crm.channels().suppressions().isSuppressed(address)).isTrue();
    }

    private static <T> Map<String, T> without(Map<String, T> map, String key) {
        Map<String, T> rest = new TreeMap<>(map);
        rest.remove(key);
        return rest;
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "Undoing a merge gives each record its addresses back as they were, with ids, order, label and verification")
    void unmergeRestores() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada", "twin@example.org");
        crm.channels()
                .add(NewChannel.of(twin, ChannelKind.EMAIL, "both@example.org").asPrimary());
        crm.channels()
                .add(NewChannel.of(ada, ChannelKind.EMAIL, "both@example.org").label("old"));
        UUID third = crm.records(People.PERSON)
                .create(Map.of("name", "A.", "phone", "030 901820", "web", "https://t.me/ada_l"))
                .id();
        crm.channels().verify(crm.channels().of(third).get(0).id());
        Map<UUID, List<Channel>> before = crm.channels().ofAll(List.of(ada, twin, third));
        Set<StoredItem> items = channelItems();

        UUID merge = crm.merges()
                .merge(
                        ada,
                        List.of(third, twin),
                        Map.of("email", MergeChoice.of(twin), "name", MergeChoice.value("Ada L.")))
                .mergeId();
        assertThat(crm.channels().of(ada)).hasSize(5);
        crm.merges().unmerge(merge);

        assertThat(crm.channels().ofAll(List.of(ada, twin, third))).isEqualTo(before);
        assertThat(channelItems()).isEqualTo(items);
    }

    private Set<StoredItem> channelItems() {
        return Set.copyOf(storage()
                .inTransaction(
                        TransactionRequest.read(workspace()),
                        tx -> tx.items().list(ItemQuery.of("channel", Set.of(), 1000))));
    }

    @Test
    @SpecRule("REC-7")
    @DisplayName(
            "What was changed of an address since goes back with it, what was removed stays removed, what was added stays with the survivor")
    void whatWasChangedSince() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada", "twin@example.org");
        crm.channels().add(twin, ChannelKind.PHONE, "+4930901820");
        crm.channels().add(twin, ChannelKind.PHONE, "+4930901821");
        UUID merge = crm.merges().merge(ada, List.of(twin)).mergeId();
        crm.channels().change(at(crm, ada, "+4930901820"), ChannelChange.label("desk"));
        crm.channels().verify(at(crm, ada, "twin@example.org"));
        crm.channels().remove(at(crm, ada, "+4930901821"));
        crm.channels().add(ada, ChannelKind.PHONE, "+4930901822");

        crm.merges().unmerge(merge);

        assertThat(crm.channels().of(ada))
                .extracting(Channel::normalised, Channel::label)
                .containsExactly(tuple("ada@example.org", ""), tuple("+4930901822", ""));
        assertThat(crm.channels().of(twin))
                .extracting(Channel::normalised, Channel::label, Channel::isVerified, Channel::given)
                .containsExactly(tuple("twin@example.org", "", true, false), tuple("+4930901820", "desk", false, true));
    }

    private static UUID at(Crm crm, UUID record, String address) {
        return crm.channels().of(record).stream()
                .filter(channel -> channel.normalised().equals(address))
                .map(Channel::id)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @SpecRule({"REC-7", "VAL-5"})
    @DisplayName(
            "An address that must be unique goes over and back, holds others off meanwhile, and is not given back where that would share it")
    void uniqueAddressesGoOver() {
        Crm crm = People.in(crm());
        ChannelSettings unique = ChannelSettings.defaults().unique(ChannelKind.EMAIL);
        crm.channels().configure(unique);
        RecordStore people = crm.records(People.PERSON);
        UUID ada = People.person(crm, "Ada");
        UUID twin = People.person(crm, "Ada", "twin@example.org");
        UUID merge = crm.merges().merge(ada, List.of(twin)).mergeId();
        assertHeld(crm, "twin@example.org", ada);
        people.patch(ada, Map.of("email", "ada@example.org"));
        assertThat(People.person(crm, "Taker", "twin@example.org")).isNotNull();
        assertThatThrownBy(() -> crm.merges().unmerge(merge)).isInstanceOf(DuplicateValueException.class);
        crm.channels().find(ChannelKind.EMAIL, "twin@example.org").forEach(taker -> people.archive(taker.id()));

        crm.merges().unmerge(merge);

        assertHeld(crm, "twin@example.org", twin);
        assertHeld(crm, "ada@example.org", ada);
        crm.channels().configure(ChannelSettings.defaults());
        crm.channels().add(ada, ChannelKind.EMAIL, "twin@example.org");
        UUID again = crm.merges().merge(ada, List.of(twin)).mergeId();
        assertThat(crm.channels().configure(unique).applied()).isTrue();
        assertThatThrownBy(() -> crm.merges().unmerge(again))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.findHolder()).contains(ada));
        assertThat(crm.channels().of(twin)).isEqualTo(crm.channels().of(ada));
    }

    private static void assertHeld(Crm crm, String address, UUID holder) {
        assertThatThrownBy(() -> People.person(crm, "Other", address))
                .isInstanceOfSatisfying(
                        DuplicateValueException.class,
                        e -> assertThat(e.findHolder()).contains(holder));
    }

    @Test
    @SpecRule({"REC-7", "VAL-4"})
    @DisplayName(
            "Deleting an attribute takes back what it said of merged records too, and unmerging does not bring it back")
    void deletedAttributesOfMergedRecords() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada", "twin@example.org");
        crm.channels().add(twin, ChannelKind.PHONE, "+4930901820");
        UUID merge = crm.merges().merge(ada, List.of(twin)).mergeId();
        assertThat(crm.channels().of(ada)).hasSize(3);

        crm.schema().deleteAttribute(People.PERSON, "email");

        assertThat(People.only(crm, ada).normalised()).isEqualTo("+4930901820");
        crm.merges().unmerge(merge);
        assertThat(crm.channels().of(ada)).isEmpty();
        assertThat(People.only(crm, twin).normalised()).isEqualTo("+4930901820");
    }

    @Test
    @SpecRule({"REC-4", "SEQ-6"})
    @DisplayName(
            "Erasing takes the channels and leaves the address in no event and no item, of merged records neither; its suppression goes on holding")
    void eraseLeavesNoAddress() {
        Crm crm = People.in(crm());
        crm.channels().configure(ChannelSettings.defaults().unique(ChannelKind.EMAIL));
        UUID ada = People.person(crm, "Ada", "ada@example.org");
        UUID twin = People.person(crm, "Ada", "twin@example.org");
        UUID added = crm.channels()
                .add(NewChannel.of(twin, ChannelKind.EMAIL, "old-twin@example.org")
                        .label("twin"))
                .id();
        crm.channels().verify(added);
        crm.channels().consent(added, ConsentStatement.denied("marketing").source("mail from old-twin@example.org"));
        crm.channels().remove(added);
        UUID merge = crm.merges().merge(ada, List.of(twin)).mergeId();
        crm.merges().unmerge(merge);
        crm.merges().merge(ada, List.of(twin));
        Address suppressed = Address.email("Twin@example.org");
        crm.channels().suppressions().add(suppressed, SuppressionReason.BOUNCED, "550 <TWIN@example.org> is unknown");
        assertThat(everything()).contains("twin@example.org");

        crm.records(People.PERSON).erase(ada, "Ada");

        assertThat(everything().toLowerCase(Locale.ROOT)).doesNotContain("twin", "ada@");
        assertThat(crm.channels().suppressions().isSuppressed(suppressed)).isTrue();
        assertThat(crm.channels().suppressions().list(10, null).items())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.address()).isNull();
                    assertThat(one.entries().values())
                            .extracting(Suppression.Entry::note)
                            .containsExactly("550 <[address]> is unknown");
                });
        assertThat(crm.channels().find(ChannelKind.EMAIL, "twin@example.org")).isEmpty();
        assertThat(People.person(crm, "New", "twin@example.org")).isNotNull();
    }

    @Test
    @SpecRule("REC-4")
    @DisplayName(
            "What the history of another record took from one that was merged into it for a time is erased with that one")
    void eraseReachesFormerSurvivors() {
        Crm crm = People.in(crm());
        UUID ada = People.person(crm, "Ada");
        UUID twin = People.person(crm, "Twin", "twin@example.org");
        crm.records(People.PERSON).patch(ada, Map.of("name", "Ada Lovelace"));
        clock().advance(Duration.ofMinutes(1));
        UUID merge = crm.merges().merge(ada, List.of(twin)).mergeId();
        crm.channels().verify(People.only(crm, ada).id());
        clock().advance(Duration.ofMinutes(1));
        crm.merges().unmerge(merge);
        clock().advance(Duration.ofMinutes(1));
        crm.records(People.PERSON).patch(ada, Map.of("name", "Ada King"));

        crm.records(People.PERSON).erase(twin, "Twin");

        assertThat(everything()).doesNotContain("twin@example.org").contains("Ada Lovelace", "Ada King");
    }

    /** All events and items of the workspace, as they are stored. */
    private String everything() {
        return storage().inTransaction(TransactionRequest.read(workspace()), tx -> {
            StringBuilder text = new StringBuilder();
            for (StoredEvent event : tx.events().list(EventQuery.newest(1000))) {
                text.append(event).append('\n');
            }
            for (String kind :
                    List.of("channel", "channel.former", "channel.claim.email", "suppression", "merge_part")) {
                tx.items()
                        .list(ItemQuery.of(kind, Set.of(), 1000))
                        .forEach(item -> text.append(item).append('\n'));
            }
            return text.toString();
        });
    }
}
