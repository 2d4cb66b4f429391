package dev.crmkit.spi.notify;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened, for one recipient. It names the record and holds none of its values: the host reads those with the rights of the
 * one it tells. Immutable.
 *
 * @param id the same for the same event and recipient
 * @param reason why this recipient is told
 * @param type the event's type, as in {@code record.updated}
 * @param record the record it happened to
 * @param object the slug of the record's object when it happened, or null if the event names none
 * @param actor who did it
 * @param at when it happened
 * @param details what the sender adds; empty for what is told to watchers; unmodifiable
 */
public record Notice(
        UUID id,
        Reason reason,
        String type,
        UUID record,
        @Nullable String object,
        Actor actor,
        Instant at,
        Map<String, Object> details) {

    /** Why somebody is told. Immutable. */
    public enum Reason {
        /** The record is watched. */
        WATCHES_RECORD,
        /** All records of the object are watched. */
        WATCHES_OBJECT,
        /** It is meant for this recipient, as a mention is. */
        ADDRESSED
    }

    /** Copies the details. */
    public Notice {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(at, "at");
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }
}
