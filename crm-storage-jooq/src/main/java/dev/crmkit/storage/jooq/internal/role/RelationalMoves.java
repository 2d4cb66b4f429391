package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.SpanSql;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** Moves in a table. Not thread-safe. */
public final class RelationalMoves implements MoveStorage {
    private static final String COLUMNS = "workspace_id, id, record_id, object_id, from_stage, to_stage, moved_at,"
            + " stayed_micros, actor_kind, actor_id, way";

    private static final List<Class<?>> TYPES = List.of(
            Integer.class,
            UUID.class,
            UUID.class,
            UUID.class,
            String.class,
            String.class,
            OffsetDateTime.class,
            Long.class,
            String.class,
            String.class,
            String.class);

    private final Session session;
    private final boolean onPostgres;

    /** The moves of the session's workspace. */
    public RelationalMoves(Session session) {
        this.session = session;
        this.onPostgres = session.dialect() == Dialect.POSTGRES;
    }

    @Override
    public void append(List<StoredMove> moves) {
        session.requireWritable();
        if (moves.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>(moves.size());
        for (StoredMove move : moves) {
            rows.add(row(move));
        }
        if (onPostgres && rows.size() > 1) {
            session.sql()
                    .execute(
                            "insert into crm_move (" + COLUMNS + ") select * from unnest(cast(? as int[]),"
                                    + " cast(? as uuid[]), cast(? as uuid[]), cast(? as uuid[]), cast(? as text[]),"
                                    + " cast(? as text[]), cast(? as timestamptz[]), cast(? as bigint[]),"
                                    + " cast(? as text[]), cast(? as text[]), cast(? as text[]))",
                            Columns.of(rows, TYPES));
        } else {
            session.sql()
                    .batch(
                            "insert into crm_move (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, " + Cells.MOMENT
                                    + ", ?, ?, ?, ?)",
                            rows.toArray(new Object[0][]))
                    .execute();
        }
    }

    private @Nullable Object[] row(StoredMove move) {
        Duration stayed = move.stayed();
        return new @Nullable Object[] {
            session.workspaceNumber(),
            move.id(),
            move.recordId(),
            move.objectId(),
            move.from(),
            move.to(),
            move.at().atOffset(ZoneOffset.UTC),
            stayed == null ? null : Long.valueOf(micros(stayed)),
            move.actor().kind().name(),
            move.actor().id(),
            move.way()
        };
    }

    private static long micros(Duration duration) {
        return Math.addExact(Math.multiplyExact(duration.getSeconds(), 1_000_000L), duration.getNano() / 1_000);
    }

    @Override
    public List<StoredMove> list(Collection<UUID> records, @Nullable Place after, int limit) {
        UUID[] wanted = ordered(records);
        if (wanted.length == 0) {
            return List.of();
        }
        StringBuilder sql =
                new StringBuilder("select ").append(COLUMNS).append(" from crm_move where workspace_id = ?");
        List<Object> parameters = new ArrayList<>();
        parameters.add(session.workspaceNumber());
        boolean ofOne = wanted.length == 1;
        if (ofOne) {
            sql.append(" and record_id = ?");
            parameters.add(wanted[0]);
        } else {
            sql.append(" and record_id = any(")
                    .append(onPostgres ? "cast(? as uuid[])" : "?")
                    .append(')');
            parameters.add(wanted);
        }
        if (after != null) {
            sql.append(" and (moved_at, id) < (" + Cells.MOMENT + ", ?)");
            parameters.add(after.at().atOffset(ZoneOffset.UTC));
            parameters.add(after.id());
        }
        // H2 uses the index's order only if the whole of it is named, in one direction.
        sql.append(
                ofOne && !onPostgres
                        ? " order by workspace_id desc, record_id desc, moved_at desc, id desc limit ?"
                        : " order by moved_at desc, id desc limit ?");
        parameters.add(limit);
        return session.sql().fetch(sql.toString(), parameters.toArray()).map(RelationalMoves::move);
    }

    @Override
    public int remove(Collection<UUID> records) {
        session.requireWritable();
        Object[][] rows = Arrays.stream(ordered(records))
                .map(record -> new Object[] {session.workspaceNumber(), record})
                .toArray(Object[][]::new);
        return rows.length == 0
                ? 0
                : Arrays.stream(session.sql()
                                .batch("delete from crm_move where workspace_id = ? and record_id = ?", rows)
                                .execute())
                        .sum();
    }

    @Override
    public List<SpanQuery.Row> spans(SpanQuery query) {
        return new SpanSql(session, query).rows();
    }

    private static UUID[] ordered(Collection<UUID> ids) {
        return ids.stream().distinct().sorted(IndexOrder::compareIds).toArray(UUID[]::new);
    }

    private static StoredMove move(Record row) {
        Long stayed = Cells.find(row, "stayed_micros", Long.class);
        return new StoredMove(
                Cells.id(row, "id"),
                Cells.id(row, "record_id"),
                Cells.id(row, "object_id"),
                Cells.find(row, "from_stage", String.class),
                Cells.find(row, "to_stage", String.class),
                Cells.moment(row, "moved_at"),
                stayed == null ? null : Duration.of(stayed, ChronoUnit.MICROS),
                new Actor(ActorKind.valueOf(Cells.text(row, "actor_kind")), Cells.text(row, "actor_id")),
                Cells.text(row, "way"));
    }
}
