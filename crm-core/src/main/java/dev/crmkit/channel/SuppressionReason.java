package dev.crmkit.channel;

/** Why nothing is to be sent to an address. Immutable. */
public enum SuppressionReason {
    /** The other side asked for it. */
    UNSUBSCRIBED,
    /** Messages came back for good. */
    BOUNCED,
    /** The other side reported a message as unwanted. */
    COMPLAINED,
    /** Somebody of the workspace decided it. */
    MANUAL
}
