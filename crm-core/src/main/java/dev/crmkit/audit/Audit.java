package dev.crmkit.audit;

import dev.crmkit.event.CrmEvent;
import dev.crmkit.query.Page;
import java.io.Writer;

/**
 * Who did what, when, from what to what, and why: the log of the workspace, newest first. What is in it is never changed. Thread-safe, except inside
 * a transaction.
 *
 * <p>Exports read page by page, each in a transaction of its own, so they hold neither the log in memory nor a connection while the host's writer is
 * slow; what happens after an export began is not in it. The writer is flushed at the end and stays open.
 *
 * <p>It needs the power {@link dev.crmkit.member.Power#READ_AUDIT}, which owners and admins have, and then shows what the actor sees elsewhere: entries
 * about records that it reads, without hidden attributes. Exports hold only records that {@link dev.crmkit.member.Verb#EXPORT} reaches too. Every method
 * throws {@code ForbiddenException} without the power, and writes nothing then.
 *
 * <p>Every method throws {@code InvalidInputException} with every fault of the query, and {@code NotFoundException} ({@code SCHEMA_UNKNOWN_OBJECT}) if
 * the object that it names is not defined. The engine implements it; hosts do not.
 */
public interface Audit {

    /** A page of the log. */
    Page<CrmEvent> list(AuditQuery query);

    /**
     * Writes everything the query has, from the place where its page begins, as CSV (RFC 4180): a line of names, then a line for each value that
     * changed, or one for an event without values. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
     *
     * @return how many events were written
     * @throws java.io.UncheckedIOException if the writer fails
     */
    long exportCsv(AuditQuery query, Writer out);

    /**
     * Writes everything the query has, from the place where its page begins, as JSON: an object per event, one a line.
     *
     * @return how many events were written
     * @throws java.io.UncheckedIOException if the writer fails
     */
    long exportJsonLines(AuditQuery query, Writer out);
}
