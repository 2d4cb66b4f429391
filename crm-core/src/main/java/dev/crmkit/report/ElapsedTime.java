package dev.crmkit.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes from one date to another. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param time the records that have both
 */
public record ElapsedTime(List<@Nullable Object> keys, Spread time) {
    /** Copies the keys. */
    public ElapsedTime {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        Objects.requireNonNull(time, "time");
    }
}
