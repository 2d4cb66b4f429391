package dev.crmkit.model;

/** How a value that the engine computes stands to the values that it was computed from. Immutable. */
public enum ComputedStatus {
    /** Computed from what the record holds now. */
    FRESH,
    /** Something that it was computed from has changed since; the value is the one before. */
    STALE,
    /** Not computed yet. */
    PENDING,
    /** The last attempt failed; the value, if there is one, is the one before. */
    FAILED
}
