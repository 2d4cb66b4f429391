package dev.crmkit.benchmarks.compare;

/** Which database. Immutable. */
enum Database {
    /** PostgreSQL 17 or 18. */
    POSTGRES,
    /** H2 in a file. */
    H2
}
