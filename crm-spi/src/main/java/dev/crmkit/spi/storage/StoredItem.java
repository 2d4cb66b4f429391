package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A thing that belongs to a record beside its values, such as a tag, a note or an address. Immutable.
 *
 * @param id unique among all items of the workspace; the engine derives it from what must be unique
 * @param kind tells sorts of items apart; 1 to 40 characters
 * @param recordId the record it belongs to, of any object, live or archived; null if it belongs to the workspace
 * @param key what it is looked up by, compared by code point; 0 to 400 characters
 * @param at its place in time; whole microseconds
 * @param document what else it says: one JSON object; empty text if nothing
 */
public record StoredItem(UUID id, String kind, @Nullable UUID recordId, String key, Instant at, String document) {

    /** Checks for null. */
    public StoredItem {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(document, "document");
    }
}
