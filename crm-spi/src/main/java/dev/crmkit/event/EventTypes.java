package dev.crmkit.event;

/** The event types that the engine itself writes. Hosts report others by names of their own. Not instantiable. */
public final class EventTypes {
    /** A record was created. */
    public static final String RECORD_CREATED = "record.created";
    /** A record was changed. */
    public static final String RECORD_UPDATED = "record.updated";
    /** A record was archived. */
    public static final String RECORD_ARCHIVED = "record.archived";
    /** An archived record was brought back. */
    public static final String RECORD_RESTORED = "record.restored";
    /** Other records were merged into this one. */
    public static final String RECORD_MERGED = "record.merged";
    /** A record was merged into another. */
    public static final String RECORD_MERGED_INTO = "record.merged_into";
    /** A merge was undone; of the survivor and of each record that is back. */
    public static final String RECORD_UNMERGED = "record.unmerged";
    /** A record was erased; what its history said is gone with it. */
    public static final String RECORD_ERASED = "record.erased";
    /** A relation between two records was made. */
    public static final String RELATION_LINKED = "relation.linked";
    /** A relation between two records was removed. */
    public static final String RELATION_UNLINKED = "relation.unlinked";
    /** An object or attribute was defined, changed or deleted. */
    public static final String SCHEMA_CHANGED = "schema.changed";

    private EventTypes() {}
}
