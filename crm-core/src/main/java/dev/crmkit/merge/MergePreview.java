package dev.crmkit.merge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * What a merge would do. Immutable.
 *
 * @param primary the record that stays
 * @param others those that are merged into it
 * @param values by attribute slug and {@code @owner}, {@code @assignee}, {@code @source}; what is empty in all of them is absent
 * @param things what would go over
 */
public record MergePreview(UUID primary, List<UUID> others, Map<String, MergedValue> values, MergedThings things) {

    /** Copies the collections. */
    public MergePreview {
        Objects.requireNonNull(primary, "primary");
        others = List.copyOf(others);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        Objects.requireNonNull(things, "things");
    }

    /** The attributes in which the records differ, in the order of the attributes. */
    public List<String> conflicts() {
        return values.entrySet().stream()
                .filter(entry -> entry.getValue().isConflict())
                .map(Map.Entry::getKey)
                .toList();
    }
}
