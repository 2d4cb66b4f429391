package dev.crmkit.storage.jooq.internal;

/** Which database is at hand. Immutable. */
public enum Dialect {
    /** PostgreSQL 15 to 18. */
    POSTGRES,
    /** H2 2.3 and later. */
    H2
}
