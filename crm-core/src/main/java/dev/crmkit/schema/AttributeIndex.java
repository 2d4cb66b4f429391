package dev.crmkit.schema;

import dev.crmkit.model.IndexState;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one form of an attribute's values is indexed. Immutable.
 *
 * @param attribute the attribute's slug, or the name of a field that says where records are in pipelines
 * @param component which form; empty for the main one
 * @param state how filters and sorts are served
 * @param place where the storage keeps the values apart, in its own words, or null if it does not
 * @param always whether the definition wants the index whatever happens; it then makes room for no other
 * @param lastUsed when a question named it last, as far as the workers noted it, to the day; or null if never
 */
public record AttributeIndex(
        String attribute,
        String component,
        IndexState state,
        @Nullable String place,
        boolean always,
        @Nullable Instant lastUsed) {
    /** Checks for null. */
    public AttributeIndex {
        Objects.requireNonNull(attribute, "attribute");
        Objects.requireNonNull(component, "component");
        Objects.requireNonNull(state, "state");
    }
}
