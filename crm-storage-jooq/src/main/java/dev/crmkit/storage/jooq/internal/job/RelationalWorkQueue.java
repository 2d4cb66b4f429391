package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.transaction.Workspaces;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The queue of all workspaces in a table. Thread-safe. */
public final class RelationalWorkQueue implements WorkQueue {
    private static final int LONGEST_ERROR = 4_000;
    private static final int REAP_BATCH = 500;

    /** How often a call begins again after it lost a race for a lane or a key. */
    private static final int TRIES = 5;

    private final Workspaces workspaces;
    private final Claims claims;
    private final Upkeep upkeep;

    /** The queue of those workspaces. */
    public RelationalWorkQueue(Workspaces workspaces, Dialect dialect) {
        this.workspaces = workspaces;
        this.claims = dialect == Dialect.POSTGRES ? new PostgresClaims() : new H2Claims();
        this.upkeep = new Upkeep(workspaces, dialect);
    }

    @Override
    public List<ClaimedJob> claim(String node, Set<String> kinds, int limit, Duration lease) {
        if (kinds.isEmpty() || limit < 1) {
            return List.of();
        }
        return again((sql, now) -> claims.claim(sql, now, node, kinds, limit, now.plus(lease)));
    }

    @Override
    public boolean heartbeat(ClaimedJob job, Duration lease) {
        return workspaces.runInQueue((sql, now) -> sql.execute(
                        "update crm_job set lease_until = " + Cells.MOMENT
                                + " where workspace_id = (select q.workspace_id from"
                                + " crm_workspace_queue q where q.workspace = ?) and id = ? and fence = ? and state = 'RUNNING'",
                        now.plus(lease).atOffset(ZoneOffset.UTC),
                        job.workspace(),
                        job.id(),
                        job.fence())
                > 0);
    }

    @Override
    public boolean fail(ClaimedJob job, String error, @Nullable Duration retryAfter) {
        String shortened = shorten(error);
        return ifHeld(job, (held, now) -> {
            int failures = held.attempts() + 1;
            if (retryAfter == null || failures >= held.maxAttempts()) {
                held.table().dead(held.workspace(), job.id(), now, failures, held.crashes(), false, shortened);
            } else {
                held.table()
                        .ready(held.workspace(), job.id(), now.plus(retryAfter), failures, held.crashes(), shortened);
            }
        });
    }

    @Override
    public boolean release(ClaimedJob job) {
        return ifHeld(
                job,
                (held, now) -> held.table()
                        .ready(
                                held.workspace(),
                                job.id(),
                                held.dueAt(),
                                held.attempts(),
                                held.crashes(),
                                held.error()));
    }

    private boolean ifHeld(ClaimedJob job, Change change) {
        return again((sql, now) -> {
            Record row = sql.fetchOne(
                    "select workspace_id, id, due_at, attempts, max_attempts, crashes, error from crm_job"
                            + " where workspace_id = (select q.workspace_id from crm_workspace_queue q"
                            + " where q.workspace = ?) and id = ? and fence = ? and state = 'RUNNING' for update",
                    job.workspace(),
                    job.id(),
                    job.fence());
            if (row == null) {
                return false;
            }
            change.make(Held.of(sql, row), now);
            return true;
        });
    }

    @Override
    public int reap(int maxCrashes) {
        int reaped = 0;
        int batch = REAP_BATCH;
        while (batch == REAP_BATCH) {
            batch = again((sql, now) -> reapBatch(sql, now, maxCrashes));
            reaped += batch;
        }
        return reaped;
    }

    /** Row by row: two of them may want the same dedupe key back. A job that is being completed is locked and passed over. */
    private static int reapBatch(DSLContext sql, Instant now, int maxCrashes) {
        List<Record> rows = List.copyOf(sql.fetch(
                "select workspace_id, id, due_at, attempts, max_attempts, crashes, error from crm_job"
                        + " where state = 'RUNNING' and lease_until <= " + Cells.MOMENT + " order by lease_until limit "
                        + REAP_BATCH
                        + " for update skip locked",
                now.atOffset(ZoneOffset.UTC)));
        for (Record row : rows) {
            Held held = Held.of(sql, row);
            int crashes = held.crashes() + 1;
            if (crashes >= maxCrashes) {
                held.table()
                        .dead(
                                held.workspace(),
                                held.id(),
                                now,
                                held.attempts(),
                                crashes,
                                true,
                                "Its lease ran out " + crashes + " times: whoever ran it died or hung");
            } else {
                held.table().ready(held.workspace(), held.id(), now, held.attempts(), crashes, held.error());
            }
        }
        return rows.size();
    }

    @Override
    public Optional<Duration> untilNextDue(Set<String> kinds) {
        if (kinds.isEmpty()) {
            return Optional.empty();
        }
        return workspaces.runInQueue((sql, now) -> sql.fetchOptional(
                        "select due_at from crm_job where state = 'READY' and kind = any("
                                + (claims instanceof PostgresClaims ? "cast(? as text[])" : "?")
                                + ") order by state, due_at limit 1",
                        (Object) kinds.toArray(String[]::new))
                .map(row -> {
                    Instant due = Objects.requireNonNull(row.get(0, OffsetDateTime.class))
                            .toInstant();
                    return due.isAfter(now) ? Duration.between(now, due) : Duration.ZERO;
                }));
    }

    @Override
    public void upkeep() {
        upkeep.run();
    }

    private <R> R again(BiFunction<DSLContext, Instant, R> work) {
        for (int tried = 1; ; tried++) {
            try {
                return workspaces.runInQueue(work);
            } catch (StorageException e) {
                if (tried == TRIES || !Failures.isDuplicate(e)) {
                    throw e;
                }
            }
        }
    }

    private static String shorten(String error) {
        if (error.length() <= LONGEST_ERROR) {
            return error;
        }
        boolean splitsPair = Character.isHighSurrogate(error.charAt(LONGEST_ERROR - 1));
        return error.substring(0, splitsPair ? LONGEST_ERROR - 1 : LONGEST_ERROR);
    }

    /** What is done to a job that is held. */
    private interface Change {
        void make(Held held, Instant now);
    }

    /** A running job whose row is locked. */
    private record Held(
            JobTable table,
            int workspace,
            UUID id,
            Instant dueAt,
            int attempts,
            int maxAttempts,
            int crashes,
            @Nullable String error) {

        static Held of(DSLContext sql, Record row) {
            return new Held(
                    new JobTable(sql),
                    Cells.integer(row, "workspace_id"),
                    Cells.id(row, "id"),
                    Cells.moment(row, "due_at"),
                    Cells.integer(row, "attempts"),
                    Cells.integer(row, "max_attempts"),
                    Cells.integer(row, "crashes"),
                    Cells.find(row, "error", String.class));
        }
    }
}
