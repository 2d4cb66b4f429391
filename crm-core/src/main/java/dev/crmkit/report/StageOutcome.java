package dev.crmkit.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What became of the records that entered a stage. Immutable.
 *
 * @param keys one per key of the query: an option's id, a boolean, a number, a text, a {@link dev.crmkit.model.RecordRef} (the bare id of a record that
 *     the actor does not read) or the first {@code LocalDate} of a date bucket; null for records without a value
 * @param stage as in {@code sales/proposal}
 * @param records how many entered it in the days asked for, each once
 * @param won how many of them are in a stage of the pipeline that is DONE_SUCCESS now
 * @param lost how many are in one that is DONE_FAILED
 * @param open how many are in one that is not done; the rest is in another pipeline
 * @param rate won of won and lost, of 1; null if there are none
 */
public record StageOutcome(
        List<@Nullable Object> keys,
        String stage,
        long records,
        long won,
        long lost,
        long open,
        @Nullable BigDecimal rate) {
    /** Copies the keys. */
    public StageOutcome {
        keys = Collections.unmodifiableList(new ArrayList<>(keys));
        Objects.requireNonNull(stage, "stage");
    }
}
