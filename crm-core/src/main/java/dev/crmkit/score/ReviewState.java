package dev.crmkit.score;

/** How a person stands to an assessment or a total. Immutable. */
public enum ReviewState {
    /** Nobody has decided yet. */
    PROPOSED,
    /** It holds. */
    ACCEPTED,
    /** It does not hold. */
    REJECTED
}
