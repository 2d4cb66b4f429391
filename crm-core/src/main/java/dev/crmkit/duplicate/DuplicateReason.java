package dev.crmkit.duplicate;

import java.util.Objects;

/**
 * Why two records match. Immutable.
 *
 * @param rule by which they do
 * @param score how alike they are by it: 1 for equal, else at least the rule's similarity
 */
public record DuplicateReason(DuplicateRule rule, double score) {

    /** Checks for null. */
    public DuplicateReason {
        Objects.requireNonNull(rule, "rule");
    }
}
