package dev.crmkit.event;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened: the timeline entry, audit entry and outbox entry of a change in one. Immutable.
 *
 * @param id a UUID of version 7
 * @param type one of {@link EventTypes}, or a host's own
 * @param recordId the record it is about, or null
 * @param object the slug of the record's object, or null
 * @param recordVersion the record's version after it, or 0
 * @param actor who did it
 * @param cause why
 * @param occurredAt when
 * @param changes what changed, by attribute slug, in the order of the attributes; values in the form of {@code CrmRecord.values()}
 * @param details what else the type of event says; texts, numbers, booleans, lists and maps of these
 * @param channel by what means it came, as in {@code email}, or null
 */
public record CrmEvent(
        UUID id,
        String type,
        @Nullable UUID recordId,
        @Nullable String object,
        long recordVersion,
        Actor actor,
        Cause cause,
        Instant occurredAt,
        Map<String, Change> changes,
        Map<String, Object> details,
        @Nullable String channel) {

    /** Copies the maps. */
    public CrmEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(occurredAt, "occurredAt");
        changes = Collections.unmodifiableMap(new LinkedHashMap<>(changes));
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
