package dev.crmkit.query;

/** The length of a date bucket, a calendar unit in the workspace's zone. Immutable. */
public enum DateUnit {
    /** A calendar day. */
    DAY,
    /** Monday to Sunday (ISO 8601). */
    WEEK,
    /** A calendar month. */
    MONTH,
    /** A calendar quarter. */
    QUARTER,
    /** A calendar year. */
    YEAR
}
