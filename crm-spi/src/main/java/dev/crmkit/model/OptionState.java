package dev.crmkit.model;

/** What a STATUS option says about the work. Immutable. */
public enum OptionState {
    /** Nothing has been done. */
    NOT_STARTED,
    /** Under way. */
    IN_PROGRESS,
    /** Ended well. */
    DONE_SUCCESS,
    /** Ended without success. */
    DONE_FAILED
}
