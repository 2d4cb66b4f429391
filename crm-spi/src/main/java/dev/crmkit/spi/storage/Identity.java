package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What became of an id that was once given to a record. Immutable.
 *
 * @param id the id
 * @param objectId the object of its record
 * @param aliasOf the record that the id stands for since its own was merged, or null
 * @param erasedAt when its record was erased, or null
 */
public record Identity(
        UUID id,
        UUID objectId,
        @Nullable UUID aliasOf,
        @Nullable Instant erasedAt) {

    /** Checks for null. */
    public Identity {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(objectId, "objectId");
    }

    /** Whether the id's own record is there. */
    public boolean isPresent() {
        return aliasOf == null && erasedAt == null;
    }
}
