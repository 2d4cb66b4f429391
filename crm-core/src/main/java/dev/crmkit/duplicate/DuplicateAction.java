package dev.crmkit.duplicate;

/** What happens when a record that is written matches another. Immutable. */
public enum DuplicateAction {
    /** It is written, and its timeline says that it may be a duplicate. */
    WARN,
    /** It is not written. */
    REFUSE
}
