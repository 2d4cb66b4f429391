package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.channel.Consent;
import dev.crmkit.channel.ConsentState;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.ValueSource;
import dev.crmkit.spi.storage.StoredItem;
import java.math.BigDecimal;
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
 * @param given whether somebody added it
 * @param attributes the attributes that say it
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
        boolean given,
        Set<UUID> attributes,
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
            .thenComparing(ChannelRow::at)
            .thenComparing(ChannelRow::place)
            .thenComparing(row -> row.address().text());

    /** Copies the collections. */
    public ChannelRow {
        attributes = Collections.unmodifiableSet(new LinkedHashSet<>(attributes));
        consents = Collections.unmodifiableMap(new TreeMap<>(consents));
    }

    /** A channel that begins now. */
    public static ChannelRow begin(UUID record, NormalAddress address, Instant at, int place) {
        return new ChannelRow(record, address, "", at, place, false, Set.of(), false, null, Map.of());
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
        return given || !attributes.isEmpty();
    }

    /** Whether there is a reason to keep the row. */
    boolean isKept() {
        return isThere() || !consents.isEmpty();
    }

    /** Said by somebody, or no longer. */
    public ChannelRow given(boolean flag) {
        return new ChannelRow(record, address, label, at, place, flag, attributes, chosen, verified, consents);
    }

    /** Said by these attributes, as the first of them writes it. */
    public ChannelRow saidBy(Set<UUID> ids) {
        return new ChannelRow(record, address, label, at, place, given, ids, chosen, verified, consents);
    }

    /** The same address as somebody else writes it. */
    public ChannelRow written(NormalAddress other, int otherPlace) {
        return new ChannelRow(record, other, label, at, otherPlace, given, attributes, chosen, verified, consents);
    }

    /** With that label. */
    public ChannelRow label(String text) {
        return new ChannelRow(record, address, text, at, place, given, attributes, chosen, verified, consents);
    }

    /** Made primary, or no longer. */
    public ChannelRow chosen(boolean flag) {
        return new ChannelRow(record, address, label, at, place, given, attributes, flag, verified, consents);
    }

    /** Verified. */
    public ChannelRow verified(@Nullable ValueSource who) {
        return new ChannelRow(record, address, label, at, place, given, attributes, chosen, who, consents);
    }

    /** With what was said about consent. */
    public ChannelRow consents(Map<String, Consent> said) {
        return new ChannelRow(record, address, label, at, place, given, attributes, chosen, verified, said);
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
        if (given) {
            document.put("given", true);
        }
        if (!attributes.isEmpty()) {
            document.put("attributes", attributes.stream().map(UUID::toString).toList());
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
        Set<UUID> attributes = new LinkedHashSet<>();
        Json.list(document, "attributes").forEach(id -> attributes.add(UUID.fromString((String) id)));
        Map<String, Object> verified = Json.object(document, "verified");
        Map<String, Consent> consents = new LinkedHashMap<>();
        Json.object(document, "consents")
                .forEach((purpose, said) -> consents.put(purpose, consent(purpose, Json.asObject((Map<?, ?>) said))));
        String label = Json.text(document, "label");
        BigDecimal place = Json.number(document, "place");
        return new ChannelRow(
                Objects.requireNonNull(item.recordId(), "recordId"),
                new NormalAddress(
                        ChannelKind.of(Json.requiredText(document, "kind")),
                        Json.requiredText(document, "address"),
                        Json.requiredText(document, "text")),
                label == null ? "" : label,
                item.at(),
                place.intValueExact(),
                Json.flag(document, "given"),
                attributes,
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
