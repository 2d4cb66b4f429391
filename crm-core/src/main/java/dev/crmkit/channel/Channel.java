package dev.crmkit.channel;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One address of a record. Immutable.
 *
 * @param id the same whenever this record has this address
 * @param record whose
 * @param kind what sort of address
 * @param address as people read it
 * @param normalised as it is compared
 * @param label what people call it, such as {@code work}; empty if nothing
 * @param primary whether it is the one of its record and kind to use first; exactly one is
 * @param verifiedAt when somebody made sure of it last, or null
 * @param verifiedBy who did, or null
 * @param given whether somebody added it, or it came with a merged record; else it is there because attributes say so
 * @param attributes the slugs of the record's attributes that say this address, in the order of the object
 * @param consents what was said last, by purpose
 * @param createdAt since when the record has it
 */
public record Channel(
        UUID id,
        UUID record,
        ChannelKind kind,
        String address,
        String normalised,
        String label,
        boolean primary,
        @Nullable Instant verifiedAt,
        @Nullable Actor verifiedBy,
        boolean given,
        List<String> attributes,
        Map<String, Consent> consents,
        Instant createdAt) {

    /** Copies the collections. */
    public Channel {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(normalised, "normalised");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(createdAt, "createdAt");
        attributes = List.copyOf(attributes);
        consents = Collections.unmodifiableMap(new LinkedHashMap<>(consents));
    }

    /** Whether somebody made sure of it. */
    public boolean isVerified() {
        return verifiedAt != null;
    }

    /** What was said of this channel for the purpose; {@code UNKNOWN} if nothing. */
    public ConsentState consent(String purpose) {
        Consent consent = consents.get(purpose);
        return consent == null ? ConsentState.UNKNOWN : consent.state();
    }
}
