package dev.crmkit.model;

/** How filters and sorts on one form of an attribute's values are served. The answers are the same in every state. */
public enum IndexState {
    /** An index serves them. */
    READY,
    /** An index is being filled, and serves nothing yet. */
    FILLING,
    /** The index serves nothing any more: its place goes to another. */
    RELEASING,
    /** There is none, and room for one: it comes once a question has named the attribute. */
    UNUSED,
    /** There is none, and every place that would do is taken. */
    NO_ROOM,
    /** The definition wants none. */
    UNWANTED,
    /** The storage has no index for such values, or none that gives this order. */
    UNSUPPORTED
}
