package dev.crmkit.channel;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What changes about a channel; the rest stays. Its address does not change: add the other one. Immutable.
 */
public final class ChannelChange {
    private final @Nullable String label;
    private final boolean primary;

    private ChannelChange(@Nullable String label, boolean primary) {
        this.label = label;
        this.primary = primary;
    }

    /** Gives it a label, up to 255 characters; empty takes it away. */
    public static ChannelChange label(String text) {
        return new ChannelChange(text, false);
    }

    /** Makes it the primary one of its record and kind; the one that was is so no longer. */
    public static ChannelChange primary() {
        return new ChannelChange(null, true);
    }

    /** Makes it primary too. */
    public ChannelChange andPrimary() {
        return new ChannelChange(label, true);
    }

    /** The new label, if it changes. */
    public Optional<String> findLabel() {
        return Optional.ofNullable(label);
    }

    /** Whether it becomes the primary one. */
    public boolean makesPrimary() {
        return primary;
    }
}
