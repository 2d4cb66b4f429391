package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.storage.jooq.internal.Cells;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The changes of a job's state. Not thread-safe.
 *
 * <p>A job that waits again takes its dedupe key back unless another job waits under it. Two that do so at once collide in the unique
 * index; whoever loses tries again.
 */
final class JobTable {
    private final DSLContext sql;

    JobTable(DSLContext sql) {
        this.sql = sql;
    }

    /** Lets a job wait, with these counts. */
    void ready(int workspace, UUID id, Instant dueAt, int attempts, int crashes, @Nullable String error) {
        sql.execute(
                "update crm_job j set state = 'READY', due_at = " + Cells.MOMENT
                        + ", attempts = ?, crashes = ?, error = cast(? as "
                        + "varchar), quarantined = false, died_at = null, running_lane = null, lease_owner = null,"
                        + " lease_until = null, waiting_key = case when j.dedupe_key is null or exists (select 1 from"
                        + " crm_job w where w.workspace_id = j.workspace_id and w.waiting_key = j.dedupe_key)"
                        + " then null else j.dedupe_key end where j.workspace_id = ? and j.id = ?",
                dueAt.atOffset(ZoneOffset.UTC),
                attempts,
                crashes,
                error,
                workspace,
                id);
    }

    /** Lets a job die. */
    void dead(int workspace, UUID id, Instant diedAt, int attempts, int crashes, boolean quarantined, String error) {
        sql.execute(
                "update crm_job set state = 'DEAD', died_at = " + Cells.MOMENT
                        + ", attempts = ?, crashes = ?, quarantined = ?, error = ?,"
                        + " running_lane = null, waiting_key = null, lease_owner = null, lease_until = null"
                        + " where workspace_id = ? and id = ?",
                diedAt.atOffset(ZoneOffset.UTC),
                attempts,
                crashes,
                quarantined,
                error,
                workspace,
                id);
    }
}
