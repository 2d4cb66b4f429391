package dev.crmkit.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How long records stay in a stage. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param stage as in {@code sales/won}
 * @param left the stays that ended in the days asked for
 * @param inside those that go on, up to now
 */
public record StageTime(List<@Nullable Object> keys, String stage, Spread left, Spread inside) {
    /** Copies the keys. */
    public StageTime {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(left, "left");
        Objects.requireNonNull(inside, "inside");
    }
}
