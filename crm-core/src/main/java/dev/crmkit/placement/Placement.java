package dev.crmkit.placement;

import dev.crmkit.spi.storage.Home;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where the records of an object are kept, and where they are to be. Immutable.
 *
 * @param object the object's slug
 * @param home where its new records go now
 * @param goal where they are to be; null if all of them are where they shall be
 * @param byHand whether somebody chose that, so that the engine leaves it so
 * @param place the storage's own name of the place, as in {@code crm_record_b16}
 * @param indexes the storage's own names of the indexes that are the object's alone, sorted; empty in a shared place; unmodifiable
 */
public record Placement(
        String object, Home home, @Nullable Home goal, boolean byHand, String place, List<String> indexes) {
    /** Copies the indexes. */
    public Placement {
        Objects.requireNonNull(object, "object");
        Objects.requireNonNull(home, "home");
        Objects.requireNonNull(place, "place");
        indexes = List.copyOf(indexes);
    }
}
