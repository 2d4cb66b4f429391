package dev.crmkit.storage.jooq.internal.job;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.ClaimedJob;
import dev.crmkit.spi.storage.DeadJob;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.NewJob;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.role.Columns;
import dev.crmkit.storage.jooq.internal.role.Inserts;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Jobs of a workspace in a table. Not thread-safe. */
public final class RelationalJobs implements JobStorage {
    private static final String COLUMNS =
            "workspace_id, id, kind, payload, lane, dedupe_key, waiting_key, state, due_at, max_attempts";

    private static final List<Class<?>> TYPES = List.of(
            Integer.class,
            UUID.class,
            String.class,
            String.class,
            String.class,
            String.class,
            String.class,
            String.class,
            OffsetDateTime.class,
            Integer.class);

    private final Session session;

    /** The jobs of the session's workspace. */
    public RelationalJobs(Session session) {
        this.session = session;
    }

    @Override
    public List<UUID> enqueue(List<NewJob> jobs) {
        session.requireWritable();
        if (jobs.isEmpty()) {
            return List.of();
        }
        return session.dialect() == Dialect.POSTGRES ? enqueueAtOnce(jobs) : enqueueOneByOne(jobs);
    }

    private List<UUID> enqueueAtOnce(List<NewJob> jobs) {
        List<@Nullable Object[]> rows = new ArrayList<>(jobs.size());
        jobs.forEach(job -> rows.add(row(job)));
        Set<UUID> enqueued = new HashSet<>(session.sql()
                .fetch(
                        "insert into crm_job (" + COLUMNS + ") select " + COLUMNS
                                + " from unnest(cast(? as int[]), cast(? as uuid[]), cast(? as text[]), cast(? as text[]),"
                                + " cast(? as text[]), cast(? as text[]), cast(? as text[]), cast(? as text[]),"
                                + " cast(? as timestamptz[]), cast(? as int[])) with ordinality as n (" + COLUMNS
                                + ", place) where n.dedupe_key is null or not exists (select 1 from crm_job w"
                                + " where w.workspace_id = n.workspace_id and w.dedupe_key = n.dedupe_key"
                                + " and w.state = 'READY') order by n.place"
                                + " on conflict (workspace_id, waiting_key) do nothing returning id",
                        Columns.of(rows, TYPES))
                .getValues(0, UUID.class));
        return jobs.stream().map(NewJob::id).filter(enqueued::contains).toList();
    }

    private List<UUID> enqueueOneByOne(List<NewJob> jobs) {
        List<UUID> enqueued = new ArrayList<>();
        for (NewJob job : jobs) {
            if (!isWaiting(job.dedupeKey())
                    && Inserts.unlessThere(() -> session.sql()
                            .execute(
                                    "insert into crm_job (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, "
                                            + Cells.MOMENT + ", ?)",
                                    row(job)))) {
                enqueued.add(job.id());
            }
        }
        return enqueued;
    }

    private boolean isWaiting(@Nullable String dedupeKey) {
        return dedupeKey != null
                && !session.sql()
                        .fetch(
                                "select 1 from crm_job where workspace_id = ? and dedupe_key = ? and state = 'READY' limit 1",
                                session.workspaceNumber(),
                                dedupeKey)
                        .isEmpty();
    }

    private @Nullable Object[] row(NewJob job) {
        return new @Nullable Object[] {
            session.workspaceNumber(),
            job.id(),
            job.kind(),
            job.payload(),
            job.lane(),
            job.dedupeKey(),
            job.dedupeKey(),
            "READY",
            session.now().plus(job.delay()).atOffset(ZoneOffset.UTC),
            job.maxAttempts()
        };
    }

    @Override
    public boolean complete(ClaimedJob job) {
        session.requireWritable();
        return session.sql()
                        .execute(
                                "delete from crm_job where workspace_id = ? and id = ? and fence = ? and state = 'RUNNING'",
                                session.workspaceNumber(),
                                job.id(),
                                job.fence())
                > 0;
    }

    @Override
    public List<DeadJob> dead(@Nullable DeadJob after, int limit) {
        List<Object> parameters = new ArrayList<>(List.of(session.workspaceNumber()));
        String place = "";
        if (after != null) {
            place = " and (died_at, id) < (" + Cells.MOMENT + ", ?)";
            parameters.add(after.diedAt().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
        }
        parameters.add(limit);
        return session.sql()
                .fetch(
                        "select id, kind, payload, lane, attempts, crashes, quarantined, error, died_at from crm_job"
                                + " where workspace_id = ? and state = 'DEAD'" + place
                                + " order by workspace_id, state, died_at desc, id desc limit ?",
                        parameters.toArray())
                .map(RelationalJobs::deadJob);
    }

    private static DeadJob deadJob(Record row) {
        return new DeadJob(
                Cells.id(row, "id"),
                Cells.text(row, "kind"),
                Cells.text(row, "payload"),
                Cells.find(row, "lane", String.class),
                Cells.integer(row, "attempts"),
                Cells.integer(row, "crashes"),
                Cells.flag(row, "quarantined"),
                Objects.requireNonNullElse(Cells.find(row, "error", String.class), ""),
                Cells.moment(row, "died_at"));
    }

    @Override
    public boolean requeue(UUID id) {
        session.requireWritable();
        int workspace = session.workspaceNumber();
        boolean isDead = !session.sql()
                .fetch(
                        "select id from crm_job where workspace_id = ? and id = ? and state = 'DEAD' for update",
                        workspace,
                        id)
                .isEmpty();
        if (isDead) {
            retried(() -> new JobTable(session.sql()).ready(workspace, id, session.now(), 0, 0, null));
        }
        return isDead;
    }

    /** The second try sees who took the key in the meantime. */
    private void retried(Runnable change) {
        try {
            session.undoable(change);
        } catch (StorageException e) {
            if (!Failures.isDuplicate(e)) {
                throw e;
            }
            session.undoable(change);
        }
    }

    @Override
    public boolean discard(UUID id) {
        session.requireWritable();
        return session.sql()
                        .execute(
                                "delete from crm_job where workspace_id = ? and id = ? and state = 'DEAD'",
                                session.workspaceNumber(),
                                id)
                > 0;
    }

    @Override
    public JobCounts counts() {
        Record row = session.sql()
                .fetchSingle(
                        "select count(*) filter (where state = 'READY') as ready, count(*) filter (where state = 'RUNNING')"
                                + " as running, count(*) filter (where state = 'DEAD') as dead from crm_job"
                                + " where workspace_id = ?",
                        session.workspaceNumber());
        return new JobCounts(Cells.number(row, "ready"), Cells.number(row, "running"), Cells.number(row, "dead"));
    }
}
