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
    /** A relation between two records was made. */
    public static final String RELATION_LINKED = "relation.linked";
    /** A relation between two records was removed. */
    public static final String RELATION_UNLINKED = "relation.unlinked";
    /** An object or attribute was defined, changed or deleted. */
    public static final String SCHEMA_CHANGED = "schema.changed";

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
