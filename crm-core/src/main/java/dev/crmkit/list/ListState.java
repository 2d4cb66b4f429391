package dev.crmkit.list;

/** Whether what is in a list is what shall be in it. Immutable. */
public enum ListState {
    /** It is, but for changes of the last moments, which the workers have yet to see. */
    CURRENT,
    /** The workers go through all records, because the condition changed, the list was restored, or the day changed. */
    UPDATING,
    /** It was, when the list was archived. */
    ARCHIVED
}
