package dev.crmkit.channel;

import java.util.Objects;

/**
 * An address as somebody writes it. Immutable; two are equal if they are written alike, which is not the same as leading to one place.
 *
 * @param kind what sort of address
 * @param text in any form that the kind takes
 */
public record Address(ChannelKind kind, String text) {

    /** Checks for null. */
    public Address {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** An e-mail address. */
    public static Address email(String text) {
        return new Address(ChannelKind.EMAIL, text);
    }

    /** A telephone number. */
    public static Address phone(String text) {
        return new Address(ChannelKind.PHONE, text);
    }
}
