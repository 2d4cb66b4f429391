package dev.crmkit.internal.address;

import dev.crmkit.channel.ChannelKind;
import dev.crmkit.internal.engine.CallText;
import java.util.Objects;

/**
 * An address in its normal form. Immutable.
 *
 * @param kind what sort of address
 * @param display as people read it
 * @param text as it is compared
 */
public record NormalAddress(ChannelKind kind, String display, String text) {
    private static final int MAX_PLAIN = 300;

    /** Checks for null. */
    public NormalAddress {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(display, "display");
        Objects.requireNonNull(text, "text");
    }

    /** What it is looked up by: up to 325 characters; long ones are hashed, behind a sign of their own. */
    public String key() {
        return text.length() <= MAX_PLAIN ? kind.slug() + ':' + text : kind.slug() + '#' + CallText.fingerprint(text);
    }
}
