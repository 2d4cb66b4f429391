package dev.crmkit.duplicate;

import java.util.List;

/**
 * The rules of an object. Immutable.
 *
 * @param rules in the order in which they were defined; unmodifiable
 * @param complete whether they see all records: those that were there before a rule are taken in by a job
 */
public record DuplicateRules(List<DuplicateRule> rules, boolean complete) {

    /** Copies the list. */
    public DuplicateRules {
        rules = List.copyOf(rules);
    }
}
