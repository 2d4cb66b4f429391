package dev.crmkit.spi.storage;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An index value of a record that is not what its values make it. Immutable.
 *
 * @param recordId whose
 * @param field of which field, or null if it belongs to none
 * @param place where it stands, in the storage's own words
 * @param expected what should be there, for people, or null for nothing
 * @param found what is there, for people, or null for nothing
 */
public record IndexFault(
        UUID recordId,
        @Nullable Field field,
        String place,
        @Nullable String expected,
        @Nullable String found) {
    /** Checks for null. */
    public IndexFault {
        Objects.requireNonNull(recordId, "recordId");
        Objects.requireNonNull(place, "place");
    }
}
