package dev.crmkit.duplicate;

import dev.crmkit.model.RecordRef;
import java.util.List;
import java.util.Objects;

/**
 * Two records that may be about the same thing. Immutable.
 *
 * @param first the one with the smaller id, which mostly is the older
 * @param second the other
 * @param reasons why, at least one, in the order of the rules; unmodifiable
 */
public record DuplicatePair(RecordRef first, RecordRef second, List<DuplicateReason> reasons) {

    /** Copies the list. */
    public DuplicatePair {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
        reasons = List.copyOf(reasons);
    }

    /** The highest score of the reasons. */
    public double score() {
        return reasons.stream().mapToDouble(DuplicateReason::score).max().orElse(0);
    }
}
