package dev.crmkit.channel;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An account of the host's from which messages go out: known here by its id only, without any secret. Immutable.
 *
 * @param id the host's id of the account or credential, 1 to 200 characters
 * @param kind what sort of channel it sends by
 * @param owner the user whose records it sends for, or null if it is the workspace's
 * @param label what people read, such as {@code ada@acme.example}; up to 255 characters
 */
public record Sender(String id, ChannelKind kind, @Nullable String owner, String label) {

    /** Checks for null. */
    public Sender {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(label, "label");
    }

    /** A sender for everybody's records. */
    public static Sender ofWorkspace(String id, ChannelKind kind) {
        return new Sender(id, kind, null, "");
    }

    /** A sender for one user's records. */
    public static Sender of(String id, ChannelKind kind, String owner) {
        return new Sender(id, kind, owner, "");
    }

    /** With that label. */
    public Sender label(String text) {
        return new Sender(id, kind, owner, text);
    }
}
