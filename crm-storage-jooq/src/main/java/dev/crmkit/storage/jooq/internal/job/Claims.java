package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.storage.jooq.internal.Cells;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jooq.DSLContext;
import org.jooq.Record;

/** How jobs are claimed on one database. Thread-safe. */
interface Claims {

    /** Of a lane only the oldest job, and none while another of it runs. */
    String CLAIMABLE =
            "j.state = 'READY' and j.due_at <= " + Cells.MOMENT + " and j.kind = any(%s) and (j.lane is null or ("
                    + "not exists (select 1 from crm_job r where r.workspace_id = j.workspace_id and r.running_lane = j.lane)"
                    + " and not exists (select 1 from crm_job o where o.workspace_id = j.workspace_id and o.lane = j.lane"
                    + " and o.state = 'READY' and o.seq < j.seq)))";

    /** Claims jobs in the current transaction. */
    List<ClaimedJob> claim(DSLContext sql, Instant now, String node, Set<String> kinds, int limit, Instant leaseUntil);

    /** The claimed job in a row. */
    static ClaimedJob job(Record row) {
        return new ClaimedJob(
                Cells.text(row, "workspace"),
                Cells.id(row, "id"),
                Cells.text(row, "kind"),
                Cells.text(row, "payload"),
                Cells.find(row, "lane", String.class),
                Cells.integer(row, "attempts") + 1,
                Cells.integer(row, "max_attempts"),
                Cells.integer(row, "crashes"),
                Cells.number(row, "fence"));
    }
}
