package dev.crmkit.member;

/** What is done with a record. Immutable. */
public enum Verb {
    /** Seen, in whatever way: by its id, in lists, counts, groups, search, relations and the timeline. */
    READ,
    /** Created; the record as it is created must be within reach. */
    CREATE,
    /** Changed, claimed or related; the record as it was before must be within reach. */
    UPDATE,
    /** Archived or restored. */
    ARCHIVE,
    /** Taken out of the system in bulk. */
    EXPORT
}
