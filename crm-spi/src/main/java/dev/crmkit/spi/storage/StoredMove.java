package dev.crmkit.spi.storage;

import dev.crmkit.model.Actor;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One step of a record through the stages of pipelines. Immutable.
 *
 * @param id a UUID of version 7
 * @param recordId the record that moved
 * @param objectId its object
 * @param from the stage that it left, 1 to 160 characters, or null if it was in none
 * @param to the stage that it came into, 1 to 160 characters, or null if it is in none
 * @param at when; whole microseconds
 * @param stayed how long it was in the stage that it left, whole microseconds, or null if it was in none
 * @param actor who moved it
 * @param way in which way it moved; 1 to 20 characters
 */
public record StoredMove(
        UUID id,
        UUID recordId,
        UUID objectId,
        @Nullable String from,
        @Nullable String to,
        Instant at,
        @Nullable Duration stayed,
        Actor actor,
        String way) {

    /** Checks for null. */
    public StoredMove {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(actor, "actor");
        Objects.requireNonNull(way, "way");
    }
}
