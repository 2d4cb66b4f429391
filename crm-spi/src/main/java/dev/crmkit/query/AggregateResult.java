package dev.crmkit.query;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Groups with what was computed. Immutable.
 *
 * @param groups in the order of their keys (options in option order, dates and numbers ascending, text by code point), empty keys last
 */
public record AggregateResult(List<Group> groups) {

    /** Copies the groups. */
    public AggregateResult {
        groups = List.copyOf(groups);
    }

    /**
     * One group. Immutable.
     *
     * @param keys one per group key: an option's id, a boolean, a number, a text, a record's id or the first {@code LocalDate} of a date
     *     bucket; null for records without a value
     * @param values one per measure: {@code Long} for counts, {@code BigDecimal} for numbers and converted money, {@code LocalDate} or
     *     {@code Instant} for dates, a map from currency to {@code BigDecimal} for money that is not converted; null where no record of the group has a value
     */
    public record Group(List<@Nullable Object> keys, List<@Nullable Object> values) {
        /** Copies the lists. */
        public Group {
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }
}
