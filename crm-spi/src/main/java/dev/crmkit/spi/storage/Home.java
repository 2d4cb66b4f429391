package dev.crmkit.spi.storage;

/** Where the records of an object are kept. Immutable. */
public enum Home {
    /** With the records of other objects, as those of small objects are. */
    SHARED,
    /** By themselves, with indexes of their own. */
    OWN
}
