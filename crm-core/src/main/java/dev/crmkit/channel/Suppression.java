package dev.crmkit.channel;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An address to which nothing is sent. Immutable.
 *
 * @param kind what sort of address
 * @param address as people read it, or null once the person it belonged to was erased
 * @param entries each reason with who gave it; at least one
 */
public record Suppression(ChannelKind kind, @Nullable String address, Map<SuppressionReason, Entry> entries) {

    /** Copies the entries. */
    public Suppression {
        Objects.requireNonNull(kind, "kind");
        Map<SuppressionReason, Entry> copy = new EnumMap<>(SuppressionReason.class);
        copy.putAll(entries);
        entries = Collections.unmodifiableMap(copy);
    }

    /**
     * One reason of a suppression. Immutable.
     *
     * @param note what was said about it; empty if nothing
     * @param at when
     * @param by who
     */
    public record Entry(String note, Instant at, Actor by) {
        /** Checks for null. */
        public Entry {
            Objects.requireNonNull(note, "note");
            Objects.requireNonNull(at, "at");
            Objects.requireNonNull(by, "by");
        }
    }
}
