package dev.crmkit.query;

/** Whether archived records are looked at. Immutable. */
public enum ArchivedFilter {
    /** Only records that are not archived. */
    LIVE,
    /** Only archived records. */
    ARCHIVED,
    /** Both. */
    ALL
}
