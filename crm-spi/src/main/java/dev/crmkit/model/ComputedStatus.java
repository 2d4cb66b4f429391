package dev.crmkit.model;

/** How a value that the engine computes stands to the values that it was computed from. Immutable. */
public enum ComputedStatus {
    /** Computed from what the record holds now. */
    FRESH,
    /** Something that it was computed from has changed since; the value is the one before. */
    STALE,
    /** Not computed yet. */
    PENDING,
    /** The last attempt failed. Of a formula or roll-up the value is empty; of others it is the one before, if there is one. */
    FAILED
}
