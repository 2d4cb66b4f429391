package dev.crmkit.spi.storage;

import dev.crmkit.event.Cause;
import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An event as it is stored. Immutable.
 *
 * @param id a UUID of version 7
 * @param type the event's type; 1 to 100 characters
 * @param recordId the record it is about, or null
 * @param objectId the record's object, or null
 * @param recordVersion the record's version after it, or 0
 * @param actor who did it
 * @param cause why
 * @param occurredAt when; whole microseconds
 * @param changes before and after, by attribute id: one JSON object; empty text if nothing
 * @param details what else it says: one JSON object; empty text if nothing
 * @param channel by what means it came, as in {@code email}; 1 to 40 characters; null if that does not apply
 */
public record StoredEvent(
        UUID id,
        String type,
        @Nullable UUID recordId,
        @Nullable UUID objectId,
        long recordVersion,
        Actor actor,
        Cause cause,
        Instant occurredAt,
        String changes,
        String details,
        @Nullable String channel) {

    /** Checks for null. */
    public StoredEvent {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(cause, "cause");
        Objects.requireNonNull(occurredAt, "occurredAt");
        Objects.requireNonNull(changes, "changes");
        Objects.requireNonNull(details, "details");
    }

    /** An event without a channel. */
    public StoredEvent(
            UUID id,
            String type,
            @Nullable UUID recordId,
            @Nullable UUID objectId,
            long recordVersion,
            Actor actor,
            Cause cause,
            Instant occurredAt,
            String changes,
            String details) {
        this(id, type, recordId, objectId, recordVersion, actor, cause, occurredAt, changes, details, null);
    }
}
