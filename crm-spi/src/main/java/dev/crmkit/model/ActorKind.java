package dev.crmkit.model;

/** Who or what acts. Immutable. */
public enum ActorKind {
    /** A person, known to the host by an id. */
    USER,
    /** An automation. */
    AUTOMATION,
    /** An import of many records. */
    IMPORT,
    /** A program that calls with an API key. */
    API,
    /** A language model. */
    AI,
    /** The engine itself. */
    SYSTEM
}
