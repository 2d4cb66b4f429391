package dev.crmkit.model;

import java.util.Objects;
import java.util.UUID;

/**
 * A record that another one refers to, with the name to show. Immutable.
 *
 * @param id the record
 * @param object the slug of its object
 * @param displayName what people read; empty where the record has no name
 * @param archived whether it is archived
 */
public record RecordRef(UUID id, String object, String displayName, boolean archived) {

    /** Checks that nothing is null. */
    public RecordRef {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(displayName, "displayName");
    }
}
