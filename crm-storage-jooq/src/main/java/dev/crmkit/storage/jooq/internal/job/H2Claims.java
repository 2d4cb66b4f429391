package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.role.Inserts;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Claims statement by statement: H2 has SKIP LOCKED, but an update returns nothing. Immutable. */
final class H2Claims implements Claims {
    private static final String DUE = CLAIMABLE.formatted("?");

    @Override
    public List<ClaimedJob> claim(
            DSLContext sql, Instant now, String node, Set<String> kinds, int limit, Instant leaseUntil) {
        OffsetDateTime due = now.atOffset(ZoneOffset.UTC);
        String[] names = kinds.toArray(String[]::new);
        List<ClaimedJob> claimed = new ArrayList<>();
        for (Record turn : sql.fetch(
                "select q.workspace_id, q.workspace from crm_workspace_queue q where q.workspace_id in"
                        + " (select j.workspace_id from crm_job j where j.state = 'READY' and j.due_at <= "
                        + Cells.MOMENT
                        + " and j.kind = any(?)) order by q.last_served, q.workspace_id",
                due,
                names)) {
            if (claimed.size() == limit) {
                break;
            }
            int workspace = Cells.integer(turn, "workspace_id");
            if (lockTurn(sql, workspace)) {
                Record job = pick(sql, workspace, due, names);
                if (job != null && take(sql, workspace, Cells.id(job, "id"), node, leaseUntil)) {
                    claimed.add(read(sql, Cells.text(turn, "workspace"), workspace, Cells.id(job, "id")));
                }
            }
        }
        return claimed;
    }

    private static boolean lockTurn(DSLContext sql, int workspace) {
        return !sql.fetch(
                        "select workspace_id from crm_workspace_queue where workspace_id = ? for update skip locked",
                        workspace)
                .isEmpty();
    }

    private static @Nullable Record pick(DSLContext sql, int workspace, OffsetDateTime due, String[] kinds) {
        return sql.fetchOne(
                "select j.id from crm_job j where j.workspace_id = ? and " + DUE
                        + " order by j.due_at, j.seq limit 1 for update skip locked",
                workspace,
                due,
                kinds);
    }

    /** False if the lane was taken in the meantime. */
    private static boolean take(DSLContext sql, int workspace, UUID id, String node, Instant leaseUntil) {
        boolean taken = Inserts.unlessThere(() -> sql.execute(
                "update crm_job set state = 'RUNNING', fence = fence + 1, running_lane = lane, waiting_key = null,"
                        + " lease_owner = ?, lease_until = " + Cells.MOMENT + " where workspace_id = ? and id = ?",
                node,
                leaseUntil.atOffset(ZoneOffset.UTC),
                workspace,
                id));
        if (taken) {
            sql.execute(
                    "update crm_workspace_queue set last_served = next value for crm_turn where workspace_id = ?",
                    workspace);
        }
        return taken;
    }

    private static ClaimedJob read(DSLContext sql, String workspace, int number, UUID id) {
        return Claims.job(sql.fetchSingle(
                "select cast(? as varchar) as workspace, id, kind, payload, lane, attempts, max_attempts, crashes, fence"
                        + " from crm_job where workspace_id = ? and id = ?",
                workspace,
                number,
                id));
    }
}
