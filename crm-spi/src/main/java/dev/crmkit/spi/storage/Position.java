package dev.crmkit.spi.storage;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A place in a sorted list: after the record with these sort values and this id. Immutable.
 *
 * @param values the record's value for each sort key, null where it is empty; of multi-valued kinds at least the member that sorts
 * @param id the record's id, the last sort key
 */
public record Position(List<@Nullable IndexValue> values, UUID id) {
    /** Copies the values. */
    public Position {
        values = Collections.unmodifiableList(new ArrayList<>(values));
        Objects.requireNonNull(id, "id");
    }
}
