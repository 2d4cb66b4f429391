package dev.crmkit.relation;

import dev.crmkit.model.RecordRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A relation from one record to another. Immutable.
 *
 * @param from the record it starts at
 * @param label its label; of a reference attribute its slug
 * @param isAttribute whether it belongs to a reference attribute of {@code from}
 * @param to the record it leads to
 * @param metadata what the host keeps with it, unmodifiable; empty for reference attributes
 */
public record Relation(RecordRef from, String label, boolean isAttribute, RecordRef to, Map<String, Object> metadata) {
    /** Copies the metadata. */
    public Relation {
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(to, "to");
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }
}
