package dev.crmkit.merge;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What an attribute holds after a merge, and why. Immutable.
 *
 * @param value the value, or null if it is empty
 * @param from the record that it comes from; null if it is empty, given by the caller, or put together from several
 * @param held what each record holds now, by record, in the order of the call; empty values are absent
 * @param isConflict whether two of them hold different values, so that something is not taken over
 */
public record MergedValue(@Nullable Object value, @Nullable UUID from, Map<UUID, Object> held, boolean isConflict) {

    /** Copies the map. */
    public MergedValue {
        held = Collections.unmodifiableMap(new LinkedHashMap<>(held));
    }
}
