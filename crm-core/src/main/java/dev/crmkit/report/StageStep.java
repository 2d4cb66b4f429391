package dev.crmkit.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What follows on a stage. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param from the stage, as in {@code sales/proposal}
 * @param to the stage that came next; null for records that are still there
 * @param entered how many stays in {@code from} began in the days asked for, wherever they ended
 * @param share how many of those ended with {@code to}, of 1
 * @param time how many they are, and how long they took; of those that go on, up to now
 */
public record StageStep(
        List<@Nullable Object> keys, String from, @Nullable String to, long entered, BigDecimal share, Spread time) {
    /** Copies the keys. */
    public StageStep {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(share, "share");
        Objects.requireNonNull(time, "time");
    }
}
