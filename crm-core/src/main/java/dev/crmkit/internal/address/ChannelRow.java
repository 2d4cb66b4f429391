package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.internal.access.Access;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.StoredItem;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A channel as it is stored: one item for each record and address. Where nobody says the address any more, the row is a former one, kept only while
 * something was said about consent. Immutable.
 *
 * @param record whose
 * @param address which
 * @param label what people call it; empty if nothing
 * @param at since when
 * @param place the order among channels of one time
 * @param arrival 0 for an address of the record's own; of those that came with merged records more than 0, so that they stand behind
 * @param given whether somebody added it
 * @param attributes the attributes that say it
 * @param merged the attributes that said it of records which became this one, while nobody else says it: it is as hidden as these
 * @param chosen whether somebody made it primary
 * @param verified who made sure of it, or null
 * @param consents by purpose
 */
public record ChannelRow(
        UUID record,
        NormalAddress address,
        String label,
        Instant at,
        int place,
        int arrival,
        boolean given,
        Set<UUID> attributes,
        Set<UUID> merged,
        boolean chosen,
        @Nullable ValueSource verified,
        Map<String, Consent> consents) {
    /** The kind of item that a channel is. */
    public static final String ITEM = "channel";

    /** The kind of item that a former channel is. */
    public static final String FORMER_ITEM = "channel.former";

    /** The channels of a record and kind in order: the first is the primary one, which so there always is, and only once. */
    public static final Comparator<ChannelRow> ORDER = Comparator.comparing(
                    (ChannelRow row) -> row.address().kind().slug())
            .thenComparing(row -> !row.chosen())
            .thenComparing(ChannelRow::arrival)
            .thenComparing(ChannelRow::at)
            .thenComparing(ChannelRow::place)
            .thenComparing(row -> row.address().text());

    /** Copies the collections. */
    public ChannelRow {
        attributes = Collections.unmodifiableSet(new LinkedHashSet<>(attributes));
        merged = Collections.unmodifiableSet(new LinkedHashSet<>(merged));
        consents = Collections.unmodifiableMap(new TreeMap<>(consents));
    }

    /** A channel that begins now. */
    public static ChannelRow begin(UUID record, NormalAddress address, Instant at, int place) {
        return new ChannelRow(record, address, "", at, place, 0, false, Set.of(), Set.of(), false, null, Map.of());
    }

    /** The id of the row of that record and address. */
    public static UUID id(UUID record, NormalAddress address) {
        return ItemIds.of(ITEM, record, address.key());
    }

    /** The id of this row. */
    public UUID id() {
        return id(record, address);
    }

    /** Whether anybody says the address. */
    public boolean isThere() {
        return isHeld() || !attributes.isEmpty();
    }

    /** Whether the address is there by itself, whatever the attributes say: somebody added it, or it came with a merged record. */
    public boolean isHeld() {
        return given || !merged.isEmpty();
    }

    /** Whether there is a reason to keep the row. */
    boolean isKept() {
        return isThere() || !consents.isEmpty();
    }

    /** Whether the record has the channel now and the actor sees why. */
    public boolean isSeen(Access access) {
        return given
                || !attributes.stream().allMatch(access::isHidden)
                || !merged.stream().allMatch(access::isHidden);
    }

    /** Said by somebody, or no longer by anybody but attributes. */
    public ChannelRow given(boolean flag) {
        return new ChannelRow(
                record, address, label, at, place, arrival, flag, attributes, Set.of(), chosen, verified, consents);
    }

    /** Said by these attributes. */
    public ChannelRow saidBy(Set<UUID> ids) {
        return new ChannelRow(
                record, address, label, at, place, arrival, given, ids, merged, chosen, verified, consents);
    }

    /** Said by these attributes of records that became this one. */
    ChannelRow merged(Set<UUID> ids) {
        return new ChannelRow(
                record, address, label, at, place, arrival, given, attributes, ids, chosen, verified, consents);
    }

    /** The same of another record. */
    ChannelRow movedTo(UUID other, int newArrival) {
        return new ChannelRow(
                other, address, label, at, place, newArrival, given, attributes, merged, chosen, verified, consents);
    }

    /** The same address as somebody else writes it. */
    public ChannelRow written(NormalAddress other, int otherPlace) {
        return new ChannelRow(
                record, other, label, at, otherPlace, arrival, given, attributes, merged, chosen, verified, consents);
    }

    /** With that label. */
    public ChannelRow label(String text) {
        return new ChannelRow(
                record, address, text, at, place, arrival, given, attributes, merged, chosen, verified, consents);
    }

    /** Made primary, or no longer. */
    public ChannelRow chosen(boolean flag) {
        return new ChannelRow(
                record, address, label, at, place, arrival, given, attributes, merged, flag, verified, consents);
    }

    /** Verified. */
    public ChannelRow verified(@Nullable ValueSource who) {
        return new ChannelRow(
                record, address, label, at, place, arrival, given, attributes, merged, chosen, who, consents);
    }

    /** With what was said about consent. */
    public ChannelRow consents(Map<String, Consent> said) {
        return new ChannelRow(
                record, address, label, at, place, arrival, given, attributes, merged, chosen, verified, said);
    }

    /** Of a record that has the address from now on: of what was, only what was said about consent holds. */
    public ChannelRow again(Instant now, int newPlace) {
        return begin(record, address, now, newPlace).consents(consents);
    }

    /** The row as it is stored. */
    public StoredItem item() {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("kind", address.kind().slug());
        document.put("address", address.display());
        document.put("text", address.text());
        if (!label.isEmpty()) {
            document.put("label", label);
        }
        if (place != 0) {
            document.put("place", place);
        }
        if (arrival != 0) {
            document.put("arrival", arrival);
        }
        if (given) {
            document.put("given", true);
        }
        if (!attributes.isEmpty()) {
            document.put("attributes", texts(attributes));
        }
        if (!merged.isEmpty()) {
            document.put("merged", texts(merged));
        }
        if (chosen) {
            document.put("chosen", true);
        }
        if (verified != null) {
            document.put("verified", who(verified.actor(), verified.at()));
        }
        if (!consents.isEmpty()) {
            Map<String, Object> said = new LinkedHashMap<>();
            consents.forEach((purpose, consent) -> said.put(purpose, write(consent)));
            document.put("consents", said);
        }
        return new StoredItem(id(), isThere() ? ITEM : FORMER_ITEM, record, address.key(), at, Json.write(document));
    }

    private static List<String> texts(Set<UUID> ids) {
        return ids.stream().map(UUID::toString).toList();
    }

    private static Set<UUID> ids(Map<String, Object> document, String name) {
        Set<UUID> ids = new LinkedHashSet<>();
        Json.list(document, name).forEach(id -> ids.add(UUID.fromString((String) id)));
        return ids;
    }

    private static Map<String, Object> who(Actor actor, Instant at) {
        Map<String, Object> who = new LinkedHashMap<>();
        who.put("by", List.of(actor.kind().name(), actor.id()));
        who.put("at", at.toString());
        return who;
    }

    private static Map<String, Object> write(Consent consent) {
        Map<String, Object> said = who(consent.by(), consent.at());
        said.put("state", consent.state().name());
        said.put("basis", consent.basis());
        said.put("source", consent.source());
        return said;
    }

    /** The row that is stored. */
    public static ChannelRow of(StoredItem item) {
        Map<String, Object> document = Json.readObject(item.document());
        Map<String, Object> verified = Json.object(document, "verified");
        Map<String, Consent> consents = new LinkedHashMap<>();
        Json.object(document, "consents")
                .forEach((purpose, said) -> consents.put(purpose, consent(purpose, Json.asObject((Map<?, ?>) said))));
        String label = Json.text(document, "label");
        return new ChannelRow(
                Objects.requireNonNull(item.recordId(), "recordId"),
                new NormalAddress(
                        ChannelKind.of(Json.requiredText(document, "kind")),
                        Json.requiredText(document, "address"),
                        Json.requiredText(document, "text")),
                label == null ? "" : label,
                item.at(),
                Json.number(document, "place").intValueExact(),
                Json.number(document, "arrival").intValueExact(),
                Json.flag(document, "given"),
                ids(document, "attributes"),
                ids(document, "merged"),
                Json.flag(document, "chosen"),
                verified.isEmpty() ? null : new ValueSource(actor(verified), at(verified)),
                consents);
    }

    private static Consent consent(String purpose, Map<String, Object> said) {
        return new Consent(
                purpose,
                ConsentState.valueOf(Json.requiredText(said, "state")),
                Json.requiredText(said, "basis"),
                Json.requiredText(said, "source"),
                at(said),
                actor(said));
    }

    private static Actor actor(Map<String, Object> who) {
        List<Object> by = Json.list(who, "by");
        return new Actor(ActorKind.valueOf((String) by.get(0)), (String) by.get(1));
    }

    private static Instant at(Map<String, Object> who) {
        return Instant.parse(Json.requiredText(who, "at"));
    }
}
