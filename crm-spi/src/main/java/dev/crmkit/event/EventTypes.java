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
    /** A record that was written matches another by a rule that warns of duplicates; which one, {@code crm.duplicates().of(...)} says. */
    public static final String DUPLICATE_SUSPECTED = "duplicate.suspected";
    /** Somebody said that two records are not duplicates of each other. */
    public static final String DUPLICATE_DISMISSED = "duplicate.dismissed";
    /** Somebody took back that two records are not duplicates of each other. */
    public static final String DUPLICATE_REINSTATED = "duplicate.reinstated";
    /** A scan of an object for duplicates began. */
    public static final String DUPLICATE_SCAN_STARTED = "duplicate.scan_started";
    /** A scan of an object for duplicates is done. */
    public static final String DUPLICATE_SCAN_FINISHED = "duplicate.scan_finished";
    /** A relation between two records was made. */
    public static final String RELATION_LINKED = "relation.linked";
    /** A relation between two records was removed. */
    public static final String RELATION_UNLINKED = "relation.unlinked";
    /** An object or attribute was defined, changed or deleted. */
    public static final String SCHEMA_CHANGED = "schema.changed";
    /** A record was given tags. */
    public static final String TAG_ADDED = "tag.added";
    /** Tags were taken from a record. */
    public static final String TAG_REMOVED = "tag.removed";
    /** A tag of a record, or of the workspace, was renamed. */
    public static final String TAG_RENAMED = "tag.renamed";
    /** Users or groups began to watch a record or an object. */
    public static final String WATCH_STARTED = "watch.started";
    /** Users or groups no longer watch a record or an object. */
    public static final String WATCH_STOPPED = "watch.stopped";
    /** An address was added to a record. */
    public static final String CHANNEL_ADDED = "channel.added";
    /** Label or primacy of a channel changed. */
    public static final String CHANNEL_CHANGED = "channel.changed";
    /** Somebody made sure of an address. */
    public static final String CHANNEL_VERIFIED = "channel.verified";
    /** An added address was taken away from a record. */
    public static final String CHANNEL_REMOVED = "channel.removed";
    /** Something was said about consent at a channel. */
    public static final String CONSENT_RECORDED = "consent.recorded";
    /** An address was suppressed. */
    public static final String SUPPRESSION_ADDED = "suppression.added";
    /** A reason for suppressing an address was taken away. */
    public static final String SUPPRESSION_LIFTED = "suppression.lifted";
    /** How a suppressed address is written was forgotten; it stays suppressed. */
    public static final String SUPPRESSION_FORGOTTEN = "suppression.forgotten";
    /** What holds for the addresses of the workspace changed. */
    public static final String CHANNELS_CONFIGURED = "channels.configured";
    /** A sender was registered or changed. */
    public static final String SENDER_PUT = "sender.put";
    /** A sender was taken away. */
    public static final String SENDER_REMOVED = "sender.removed";

    /** A member, group or role was stored or removed. */
    public static final String MEMBER_CHANGED = "member.changed";

    /** A note was written on the record. */
    public static final String NOTE_WRITTEN = "note.written";

    /** A note of the record was edited. */
    public static final String NOTE_EDITED = "note.edited";

    /** A note of the record was deleted. */
    public static final String NOTE_DELETED = "note.deleted";

    /** A note was pinned to the record. */
    public static final String NOTE_PINNED = "note.pinned";

    /** A note is no longer pinned to the record. */
    public static final String NOTE_UNPINNED = "note.unpinned";

    /** The time to be reminded of a task has come. */
    public static final String TASK_REMINDER_DUE = "task.reminder_due";

    /** A file was uploaded, to the record or to the workspace. */
    public static final String FILE_UPLOADED = "file.uploaded";

    /** A file was deleted. */
    public static final String FILE_DELETED = "file.deleted";

    private EventTypes() {}
}
