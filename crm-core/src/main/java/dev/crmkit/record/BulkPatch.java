package dev.crmkit.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One record of a bulk patch. Immutable.
 *
 * @param id the record
 * @param values what changes, as in {@link RecordStore#patch(UUID, Map)}; a null value empties
 * @param expectedVersion the version that the record must have, or null for any
 */
public record BulkPatch(
        UUID id,
        Map<String, @Nullable Object> values,
        @Nullable Long expectedVersion) {

    /** Copies the values. */
    public BulkPatch {
        Objects.requireNonNull(id, "id");
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** A patch of a record at any version. */
    public static BulkPatch of(UUID id, Map<String, ?> values) {
        return new BulkPatch(id, new LinkedHashMap<>(values), null);
    }

    /** The same, if the record is at this version. */
    public BulkPatch expecting(long version) {
        return new BulkPatch(id, values, version);
    }
}
