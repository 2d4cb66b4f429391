package dev.crmkit.channel;

/** What is known about consent, from the weakest word to the strongest: where two are said of one thing, the later constant wins. Immutable. */
public enum ConsentState {
    /** Nothing was said. */
    UNKNOWN,
    /** Given. */
    GRANTED,
    /** Refused when asked. */
    DENIED,
    /** Given once and taken back. */
    WITHDRAWN;

    /** Whether this forbids to write. */
    public boolean forbids() {
        return this == DENIED || this == WITHDRAWN;
    }
}
