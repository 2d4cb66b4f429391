package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;

/**
 * A value that only one live record may hold. Immutable.
 *
 * @param attributeId the unique attribute
 * @param key the value in a form in which equal values are equal texts; 1 to 255 code points
 */
public record UniqueKey(UUID attributeId, String key) {
    /** Checks for null. */
    public UniqueKey {
        Objects.requireNonNull(attributeId, "attributeId");
        Objects.requireNonNull(key, "key");
    }
}
