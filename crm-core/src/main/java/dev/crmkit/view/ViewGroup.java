package dev.crmkit.view;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of a view that have one value. Immutable.
 *
 * @param key the value, as {@link KanbanLayout} says; null for the records without one
 * @param label what people read: the title of an option, the label of a stage or pipeline, the name of a record; else the key. Empty for the records
 *     without a value, and for a record that the reader may not see
 * @param colour the colour of an option or stage, or null
 * @param count how many records, exact
 */
public record ViewGroup(
        @Nullable String key, String label, @Nullable String colour, long count) {

    /** Checks for null. */
    public ViewGroup {
        Objects.requireNonNull(label, "label");
    }
}
