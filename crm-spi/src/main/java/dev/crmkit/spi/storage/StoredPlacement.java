package dev.crmkit.spi.storage;

import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of an object are kept, and where they are to be. Immutable.
 *
 * @param objectId the object
 * @param home where its new records go now
 * @param goal where they are to be; null if they are where they shall be, all of them
 * @param byHand whether somebody chose that; the engine then leaves it so
 * @param place the storage's own name of the place, for an operator
 * @param indexes the storage's own names of the indexes that are its alone, sorted; empty in a shared place; unmodifiable
 */
public record StoredPlacement(
        UUID objectId, Home home, @Nullable Home goal, boolean byHand, String place, List<String> indexes) {
    /** Copies the indexes. */
    public StoredPlacement {
        Objects.requireNonNull(objectId, "objectId");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(place, "place");
        indexes = List.copyOf(indexes);
    }
}
