package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * What is shown of a record that another one names. Immutable.
 *
 * @param id the record
 * @param objectId its object
 * @param displayName may be empty
 * @param archived whether it is archived
 */
public record RecordLabel(UUID id, UUID objectId, String displayName, boolean archived) {
    /** Checks for null. */
    public RecordLabel {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(displayName, "displayName");
    }
}
