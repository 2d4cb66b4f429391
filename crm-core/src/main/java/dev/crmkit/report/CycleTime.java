package dev.crmkit.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long it takes to close records. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param won the records that are won
 * @param lost the records that are lost
 */
public record CycleTime(List<@Nullable Object> keys, Spread won, Spread lost) {
    /** Copies the keys. */
    public CycleTime {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        Objects.requireNonNull(won, "won");
        Objects.requireNonNull(lost, "lost");
    }
}
