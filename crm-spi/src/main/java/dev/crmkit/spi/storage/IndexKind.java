package dev.crmkit.spi.storage;

/**
 * In which form a value takes part in filters, sorts and groups. The engine turns each attribute type into these; a storage knows no others.
 * Immutable.
 */
public enum IndexKind {
    /** One text of up to 255 code points: compares by its folded form; sorts by the folded form, then by itself. */
    TEXT,
    /** One text of any length: only contains, begins, ends and emptiness are asked; does not sort. */
    LONG_TEXT,
    /** One opaque text of up to 255 code points: compares and sorts by itself. */
    TOKEN,
    /** Several opaque texts in order: a set for comparisons; sorts by the first. */
    TOKENS,
    /** One exact decimal of at most 30 digits before and 18 after the point. */
    NUMBER,
    /** One instant, to the microsecond, from year 1 to 9999. A calendar day is its midnight in UTC. */
    MOMENT,
    /** One option of the attribute: compares by id, sorts by the order of the options. */
    CHOICE,
    /** Several options of the attribute: a set; sorts by the one that is first in the order of the options. */
    CHOICES,
    /** One small whole number, as it is. */
    CODE,
    /** Ids of records in order: a set for comparisons; sorts by the first, bytewise. */
    REFERENCES,
    /** Only whether there is a value; does not sort. */
    PRESENCE;

    /** Whether a list may be sorted by it. */
    public boolean isSortable() {
        return this != LONG_TEXT && this != PRESENCE;
    }
}
