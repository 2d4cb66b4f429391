package dev.crmkit.timeline;

import dev.crmkit.event.CrmEvent;
import dev.crmkit.query.Page;
import java.util.UUID;

/**
 * What happened in the workspace, newest first. The same log is the audit: actor, cause, before and after of every change. Thread-safe, except inside a
 * transaction.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Timeline {

    /**
     * What happened to a record; with {@link TimelineQuery#includingLinked()} to the records linked to it too.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     */
    Page<CrmEvent> of(UUID record, TimelineQuery query);

    /**
     * What happened in the whole workspace.
     *
     * @throws dev.crmkit.error.InvalidInputException with every fault of the query
     */
    Page<CrmEvent> list(TimelineQuery query);

    /**
     * Writes down what happened outside the engine, in the timeline of each of the records, and moves their last activity forward. What is written
     * stays as it is.
     *
     * @return whether it is new; false if the same type and external id were reported before, and then nothing was written
     * @throws dev.crmkit.error.InvalidInputException with every fault: types that begin with a word of the engine's own are its own to write
     * @throws dev.crmkit.error.NotFoundException if one of the records does not exist or cannot be read
     * @throws dev.crmkit.error.ForbiddenException if the actor may not change one of the records
     */
    boolean report(HostEvent event);
}
