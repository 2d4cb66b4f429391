package dev.crmkit.benchmarks.compare;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A record, whatever the layout. Immutable.
 *
 * @param owner who answers for it, or null
 * @param values by attribute; an empty value is absent; unmodifiable
 */
record Row(UUID id, Instant createdAt, @Nullable String owner, Map<String, Object> values) {
    Row {
        values = Map.copyOf(values);
    }

    /** The value of an attribute or system field, or null. */
    @Nullable
    Object value(String attribute) {
        if (attribute.equals(Attribute.OWNER.name())) {
            return owner;
        }
        return attribute.equals(Attribute.CREATED_AT.name()) ? createdAt : values.get(attribute);
    }
}
