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
     * What happened to a record.
     *
     * @throws dev.crmkit.error.NotFoundException if there is no such record
     */
    Page<CrmEvent> of(UUID record, TimelineQuery query);

    /** What happened in the whole workspace. */
    Page<CrmEvent> list(TimelineQuery query);
}
