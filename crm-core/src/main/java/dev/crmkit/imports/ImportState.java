package dev.crmkit.imports;

/** How far an import is. Immutable. */
public enum ImportState {
    /** It waits for a worker. */
    WAITING,
    /** Workers write its records. */
    RUNNING,
    /** It ends after the step under way. */
    CANCELLING,
    /** All rows are done, the faulty ones too. */
    DONE,
    /** It was cancelled: the rows so far are done. */
    CANCELLED,
    /** It could not go on: the rows so far are done. */
    FAILED,
    /** Workers take it back. */
    REVERTING,
    /** It was taken back. */
    REVERTED
}
