package dev.crmkit.spi.storage;

import dev.crmkit.model.IndexState;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one form of an attribute's values is indexed. Immutable.
 *
 * @param field which form of which attribute
 * @param wish what its definition wants
 * @param state how questions about it are served
 * @param place where the storage keeps its values apart, in the storage's own words, or null if it does not
 * @param lastUsed when questions named it last, as far as it was noted, or null if never
 */
public record StoredIndex(
        Field.Attribute field,
        IndexWish wish,
        IndexState state,
        @Nullable String place,
        @Nullable Instant lastUsed) {
    /** Checks for null. */
    public StoredIndex {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(wish, "wish");
        Objects.requireNonNull(state, "state");
    }
}
