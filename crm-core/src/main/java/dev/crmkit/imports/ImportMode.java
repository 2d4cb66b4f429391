package dev.crmkit.imports;

/** What a row may do. Immutable. */
public enum ImportMode {
    /** Create a record; a row whose unique values a record holds already is a fault. */
    CREATE,
    /** Change the record that the key finds; a row whose key finds none is a fault. */
    UPDATE,
    /** Change the record that the key finds, or create one. */
    UPSERT
}
