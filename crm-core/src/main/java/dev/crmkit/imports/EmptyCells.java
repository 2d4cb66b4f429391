package dev.crmkit.imports;

/** What an empty cell means for a record that has a value. Immutable. */
public enum EmptyCells {
    /** Nothing: the value stays, and a new record gets the default. */
    KEEP,
    /** The value is taken away. */
    CLEAR
}
