package dev.crmkit.event;

/**
 * Names of events: those that the engine itself writes, and those that it never writes and hosts report ({@code Timeline.report}), beside others of their
 * own. Not instantiable.
 */
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
    /** It was decided where the records of an object are kept. */
    public static final String OBJECT_PLACED = "object.placed";
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

    /** A record moved from one stage to another. */
    public static final String STAGE_CHANGED = "stage.changed";

    /** A pipeline was defined or changed. */
    public static final String PIPELINE_CHANGED = "pipeline.changed";

    /** A list was defined, changed, archived, restored or deleted. */
    public static final String LIST_CHANGED = "list.changed";
    /** A record came into a list. */
    public static final String LIST_JOINED = "list.joined";
    /** A record is no longer in a list. */
    public static final String LIST_LEFT = "list.left";
    /** What a list says of one of its records changed. */
    public static final String LIST_ENTRY_CHANGED = "list.entry_changed";

    /** A saved view was defined, changed, shared or deleted, or somebody put theirs in another order. */
    public static final String VIEW_CHANGED = "view.changed";

    /** Somebody began to take records out. */
    public static final String EXPORT_STARTED = "export.started";
    /** An export is done, or was stopped or broke off; the details say which, and how many records went out. */
    public static final String EXPORT_FINISHED = "export.finished";
    /** An export was forgotten, with its file. */
    public static final String EXPORT_DELETED = "export.deleted";
    /** An import was started. */
    public static final String IMPORT_STARTED = "import.started";
    /** A step of an import wrote records; each of them has its own event too, with this one as its cause. */
    public static final String IMPORT_WRITTEN = "import.written";
    /** Somebody asked an import to end. */
    public static final String IMPORT_CANCELLED = "import.cancelled";
    /** Somebody let an import go on that had ended early. */
    public static final String IMPORT_RESUMED = "import.resumed";
    /** An import ended; its details say how. */
    public static final String IMPORT_FINISHED = "import.finished";
    /** Somebody asked for an import to be taken back. */
    public static final String IMPORT_REVERT_STARTED = "import.revert_started";
    /** A step of an import was taken back; each record has its own event too, with this one as its cause. */
    public static final String IMPORT_STEP_REVERTED = "import.step_reverted";
    /** An import was taken back. */
    public static final String IMPORT_REVERTED = "import.reverted";

    /** One call changed many records; each of them has its own event too, with this one as its cause. */
    public static final String BULK_WRITTEN = "bulk.written";

    /** The card by which records are scored for a product was defined or changed. */
    public static final String SCORE_DEFINED = "score.defined";
    /** A record was assessed, and it counts. */
    public static final String SCORE_ASSESSED = "score.assessed";
    /** A model assessed a record against a person's word; it waits for a person. */
    public static final String SCORE_PROPOSED = "score.proposed";
    /** A person accepted a proposed assessment. */
    public static final String SCORE_ACCEPTED = "score.accepted";
    /** A person rejected a proposed assessment. */
    public static final String SCORE_REJECTED = "score.rejected";
    /** A person decided over a total. */
    public static final String SCORE_TOTAL_REVIEWED = "score.total_reviewed";

    /** Reported by hosts: a mail went out. */
    public static final String EMAIL_SENT = "email.sent";
    /** Reported by hosts: a mail came in. */
    public static final String EMAIL_RECEIVED = "email.received";
    /** Reported by hosts: a mail was opened. */
    public static final String EMAIL_OPENED = "email.opened";
    /** Reported by hosts: a link in a mail was followed. */
    public static final String EMAIL_CLICKED = "email.clicked";
    /** Reported by hosts: a mail was answered. */
    public static final String EMAIL_REPLIED = "email.replied";
    /** Reported by hosts: a mail could not be delivered. */
    public static final String EMAIL_BOUNCED = "email.bounced";
    /** Reported by hosts: a message other than a mail went out. */
    public static final String MESSAGE_SENT = "message.sent";
    /** Reported by hosts: a message other than a mail came in. */
    public static final String MESSAGE_RECEIVED = "message.received";
    /** Reported by hosts: a message other than a mail was answered. */
    public static final String MESSAGE_REPLIED = "message.replied";
    /** Reported by hosts: a call was made. */
    public static final String CALL_MADE = "call.made";
    /** Reported by hosts: a call was taken. */
    public static final String CALL_RECEIVED = "call.received";
    /** Reported by hosts: a call was not taken. */
    public static final String CALL_MISSED = "call.missed";
    /** Reported by hosts: a meeting was booked. */
    public static final String MEETING_BOOKED = "meeting.booked";
    /** Reported by hosts: a meeting took place. */
    public static final String MEETING_HELD = "meeting.held";
    /** Reported by hosts: a meeting was called off. */
    public static final String MEETING_CANCELLED = "meeting.cancelled";

    private EventTypes() {}
}
