package dev.crmkit.channel;

import java.util.Objects;
import java.util.UUID;

/**
 * A channel to add. Immutable.
 *
 * @param record whose
 * @param kind what sort of address
 * @param address in any form that the kind takes
 * @param label what people call it, up to 255 characters; empty if nothing
 * @param primary whether it becomes the primary one of its record and kind
 */
public record NewChannel(UUID record, ChannelKind kind, String address, String label, boolean primary) {

    /** Checks for null. */
    public NewChannel {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(label, "label");
    }

    /** A channel without label, primary only if it is the first. */
    public static NewChannel of(UUID record, ChannelKind kind, String address) {
        return new NewChannel(record, kind, address, "", false);
    }

    /** With that label. */
    public NewChannel label(String text) {
        return new NewChannel(record, kind, address, text, primary);
    }

    /** As the primary one. */
    public NewChannel asPrimary() {
        return new NewChannel(record, kind, address, label, true);
    }
}
