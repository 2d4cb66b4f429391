package dev.crmkit.duplicate;

import dev.crmkit.model.RecordRef;
import java.util.List;
import java.util.Objects;

/**
 * A record that may be about the same thing as the one that was asked about. Immutable.
 *
 * @param record the other record
 * @param reasons why, at least one, in the order of the rules; unmodifiable
 */
public record DuplicateMatch(RecordRef record, List<DuplicateReason> reasons) {

    /** Copies the list. */
    public DuplicateMatch {
        Objects.requireNonNull(record, "record");
        reasons = List.copyOf(reasons);
    }

    /** The highest score of the reasons. */
    public double score() {
        return reasons.stream().mapToDouble(DuplicateReason::score).max().orElse(0);
    }
}
