package dev.crmkit.timeline;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened outside the engine and that a host reports: a mail, a call, a meeting, or what the host itself names. Immutable; the methods
 * that change a part return a copy.
 *
 * @param type two or more words of a to z, 0 to 9 and underscore with dots between, up to 100 characters: one of the host's types of
 *     {@link dev.crmkit.event.EventTypes}, or a host's own
 * @param records the records it is about, 1 to 100, each once
 * @param occurredAt when it happened, or null for now; up to a day ahead, as clocks differ
 * @param channel by what means, as in {@code email}; 1 to 40 characters of a to z, 0 to 9 and underscore; null if that does not apply
 * @param details what else there is to say: texts, numbers, booleans, lists and maps of these; up to 64 KiB as JSON
 * @param externalId what the host knows it by, 1 to 200 characters, or null: two reports of one type and external id are one event
 */
public record HostEvent(
        String type,
        List<UUID> records,
        @Nullable Instant occurredAt,
        @Nullable String channel,
        Map<String, @Nullable Object> details,
        @Nullable String externalId) {

    /** Copies the collections. */
    public HostEvent {
        Objects.requireNonNull(type, "type");
        records = List.copyOf(new LinkedHashSet<>(records));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** Something that happens now. */
    public static HostEvent of(String type, UUID... records) {
        return of(type, Arrays.asList(records));
    }

    /** Something that happens now to several records. */
    public static HostEvent of(String type, Collection<UUID> records) {
        return new HostEvent(type, List.copyOf(new LinkedHashSet<>(records)), null, null, Map.of(), null);
    }

    /** The same at another time. */
    public HostEvent at(Instant instant) {
        return new HostEvent(type, records, instant, channel, details, externalId);
    }

    /** The same over a channel. */
    public HostEvent over(String newChannel) {
        return new HostEvent(type, records, occurredAt, newChannel, details, externalId);
    }

    /** The same with these details. */
    public HostEvent details(Map<String, ?> newDetails) {
        return new HostEvent(type, records, occurredAt, channel, new LinkedHashMap<>(newDetails), externalId);
    }

    /** The same, known by that id. */
    public HostEvent externalId(String id) {
        return new HostEvent(type, records, occurredAt, channel, details, id);
    }
}
