package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.transaction.Workspaces;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;

/** Folds counters and forgets what has expired, in short transactions that wait for nobody. Immutable. */
final class Upkeep {
    private static final int BATCH = 1_000;

    private final Workspaces workspaces;
    private final Dialect dialect;

    Upkeep(Workspaces workspaces, Dialect dialect) {
        this.workspaces = workspaces;
        this.dialect = dialect;
    }

    void run() {
        drain(this::forgetKeys);
        if (dialect == Dialect.H2) {
            drain((sql, now) -> forgetLocks(sql));
        }
        List<Record> counters = workspaces.runInQueue((sql, now) -> List.copyOf(sql.fetch(
                "select workspace_id, name from crm_counter group by workspace_id, name having count(*) > 1")));
        for (Record counter : counters) {
            drain((sql, now) -> fold(sql, counter.get(0, int.class), counter.get(1, String.class)));
        }
    }

    private void drain(Portion portion) {
        int done = BATCH;
        while (done == BATCH) {
            done = workspaces.runInQueue(portion::take);
        }
    }

    private int forgetKeys(DSLContext sql, Instant now) {
        Object[][] keys = locked(sql.fetch(
                "select workspace_id, item_key from crm_idempotency where expires_at <= " + Cells.MOMENT + " limit "
                        + BATCH + " for update skip locked",
                now.atOffset(ZoneOffset.UTC)));
        if (keys.length > 0) {
            sql.batch("delete from crm_idempotency where workspace_id = ? and item_key = ?", keys)
                    .execute();
        }
        return keys.length;
    }

    /** A lock that nobody holds is a row that nobody needs. */
    private static int forgetLocks(DSLContext sql) {
        Object[][] locks =
                locked(sql.fetch("select workspace_id, name from crm_lock limit " + BATCH + " for update skip locked"));
        if (locks.length > 0) {
            sql.batch("delete from crm_lock where workspace_id = ? and name = ?", locks)
                    .execute();
        }
        return locks.length;
    }

    /** Only the very rows that were added up are removed: others may be committed meanwhile. */
    private int fold(DSLContext sql, int workspace, String name) {
        Result<Record> rows = sql.fetch(
                "select id, delta from crm_counter where workspace_id = ? and name = ? order by id limit " + BATCH
                        + " for update skip locked",
                workspace,
                name);
        if (rows.size() < 2) {
            return 0;
        }
        long sum = rows.stream().mapToLong(row -> Cells.number(row, "delta")).sum();
        sql.execute(
                "delete from crm_counter where workspace_id = ? and name = ? and id = any("
                        + (dialect == Dialect.POSTGRES ? "cast(? as bigint[])" : "?") + ")",
                workspace,
                name,
                rows.stream().map(row -> Cells.number(row, "id")).toArray(Long[]::new));
        sql.execute("insert into crm_counter (workspace_id, name, delta) values (?, ?, ?)", workspace, name, sum);
        return rows.size();
    }

    private static Object[][] locked(Result<Record> rows) {
        return rows.stream().map(Record::intoArray).toArray(Object[][]::new);
    }

    /** A portion of the work. */
    private interface Portion {
        /** Does it and says how much it was. */
        int take(DSLContext sql, Instant now);
    }
}
