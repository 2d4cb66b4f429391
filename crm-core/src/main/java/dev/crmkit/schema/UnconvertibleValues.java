package dev.crmkit.schema;

/** What happens to a value that the new type of its attribute cannot hold. Immutable. */
public enum UnconvertibleValues {
    /** Nothing is changed at all; the report says which values stand against it. */
    REFUSE,
    /** The record loses the value; the history keeps it. */
    EMPTY
}
