package dev.crmkit.spi.storage;

import dev.crmkit.model.RecordState;
import java.util.Objects;
import java.util.UUID;

/**
 * A record as it is stored. Immutable.
 *
 * @param id a UUID of version 7
 * @param objectId its object
 * @param version 1 for a new record
 * @param displayName up to 255 code points; may be empty
 * @param state owner, times and the like; times in whole microseconds
 * @param values the values by attribute key, without long texts: one JSON object
 * @param longValues the long texts by attribute key: one JSON object; empty text if there are none
 * @param sources who wrote which value: one JSON object
 */
public record StoredRecord(
        UUID id,
        UUID objectId,
        long version,
        String displayName,
        RecordState state,
        String values,
        String longValues,
        String sources) {

    /** Checks for null. */
    public StoredRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(displayName, "displayName");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(values, "values");
        Objects.requireNonNull(longValues, "longValues");
        Objects.requireNonNull(sources, "sources");
    }

    /** Whether it is archived. */
    public boolean isArchived() {
        return state.archivedAt() != null;
    }
}
