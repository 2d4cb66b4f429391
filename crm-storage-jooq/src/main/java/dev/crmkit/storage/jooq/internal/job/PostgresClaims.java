package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.storage.jooq.internal.Cells;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;

/** Claims in one statement. Immutable. */
final class PostgresClaims implements Claims {
    private static final String DUE = CLAIMABLE.formatted("cast(? as text[])");

    /**
     * Hops over the index from workspace to workspace, so that many jobs of one cost no more than one; locks the turns, then one job of
     * each. MATERIALIZED matters: a plan that ran a locking part twice would lock more than it returns.
     */
    private static final String CLAIM = "with recursive waiting (workspace_id) as ("
            + "(select j.workspace_id from crm_job j where j.state = 'READY' order by j.workspace_id limit 1)"
            + " union all"
            + " select (select j.workspace_id from crm_job j where j.state = 'READY'"
            + " and j.workspace_id > w.workspace_id order by j.workspace_id limit 1)"
            + " from waiting w where w.workspace_id is not null),"
            + " turn as materialized (select q.workspace_id, q.workspace from crm_workspace_queue q"
            + " where q.workspace_id in (select w.workspace_id from waiting w where w.workspace_id is not null)"
            + " and exists (select 1 from crm_job j where j.workspace_id = q.workspace_id and " + DUE + ")"
            + " order by q.last_served, q.workspace_id limit ? for update of q skip locked),"
            + " picked as materialized (select t.workspace, p.workspace_id, p.id, p.due_at from turn t"
            + " cross join lateral (select j.workspace_id, j.id, j.due_at from crm_job j"
            + " where j.workspace_id = t.workspace_id and " + DUE
            + " order by j.due_at, j.seq limit 1 for update of j skip locked) p),"
            + " served as (update crm_workspace_queue q set last_served = crm_next_turn() from picked p"
            + " where q.workspace_id = p.workspace_id)"
            + " update crm_job j set state = 'RUNNING', fence = j.fence + 1, running_lane = j.lane, waiting_key = null,"
            + " lease_owner = ?, lease_until = " + Cells.MOMENT
            + " from picked p where j.workspace_id = p.workspace_id and j.id = p.id"
            + " returning p.workspace, j.id, j.kind, j.payload, j.lane, j.attempts, j.max_attempts, j.crashes, j.fence";

    @Override
    public List<ClaimedJob> claim(
            DSLContext sql, Instant now, String node, Set<String> kinds, int limit, Instant leaseUntil) {
        OffsetDateTime due = now.atOffset(ZoneOffset.UTC);
        String[] names = kinds.toArray(String[]::new);
        return sql.fetch(CLAIM, due, names, limit, due, names, node, leaseUntil.atOffset(ZoneOffset.UTC))
                .map(Claims::job);
    }
}
