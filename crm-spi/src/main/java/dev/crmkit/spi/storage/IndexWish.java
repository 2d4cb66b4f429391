package dev.crmkit.spi.storage;

/** Whether an index is wanted for one form of an attribute's values. */
public enum IndexWish {
    /** One is kept while there is any place for it; it never makes room for another. */
    ALWAYS,
    /** One is kept while there is room or questions name it; it makes room once no question has named it for long. */
    AS_NEEDED,
    /** None is kept. */
    NEVER
}
