package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * A unique key that could not be taken. Immutable.
 *
 * @param recordId the record that wanted it
 * @param key the key
 * @param holder the record that holds it
 */
public record UniqueConflict(UUID recordId, UniqueKey key, UUID holder) {
    /** Checks for null. */
    public UniqueConflict {
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(holder, "holder");
    }
}
