package dev.crmkit.exports;

/** In whose words an export speaks. */
public enum ExportWording {
    /**
     * For programs, and to be imported again: columns are named as in conditions, and every value has the text that reads back as the same value. Options
     * and references stand as ids, compound values that no plain text can tell as JSON.
     */
    KEYS,
    /** For people: columns are named by titles, options and referenced records by their names, values as they are displayed. */
    TITLES
}
