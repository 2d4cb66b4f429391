package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.RowImage.Column;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Writes rows on H2, as batches of one statement. Immutable. */
final class H2Rows implements RecordRows {
    private static final String UNIQUE_VIOLATION = "23505";
    private static final String NAMES =
            RowImage.COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));
    private static final String SETS =
            RowImage.COLUMNS.stream().map(column -> column.name() + " = ?").collect(Collectors.joining(", "));

    private final H2Grammar grammar;

    H2Rows(H2Grammar grammar) {
        this.grammar = grammar;
    }

    @Override
    public void insertIdentities(Session session, ObjectMap object, List<UUID> ids) {
        List<List<@Nullable Object>> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(List.of(session.workspaceNumber(), id, object.number())));
        run(
                session,
                "INSERT INTO " + session.schema() + ".crm_record_id (workspace_id, id, object_no) VALUES (?, ?, ?)",
                batch);
    }

    @Override
    public void insert(Session session, ObjectMap object, List<RowImage> rows) {
        List<List<@Nullable Object>> batch = new ArrayList<>();
        for (RowImage row : rows) {
            List<@Nullable Object> binds = new ArrayList<>();
            Collections.addAll(binds, session.workspaceNumber(), object.bucket(), object.number(), row.id());
            binds.addAll(row.cells());
            batch.add(binds);
        }
        run(
                session,
                "INSERT INTO " + grammar.writable(object) + " (workspace_id, bucket, object_no, id, " + NAMES
                        + ") VALUES (?, ?, ?, ?" + ", ?".repeat(RowImage.COLUMNS.size()) + ")",
                batch);
    }

    @Override
    public void update(Session session, ObjectMap object, List<RowImage> rows, IntConsumer outcome) {
        List<List<@Nullable Object>> batch = new ArrayList<>();
        for (RowImage row : rows) {
            List<@Nullable Object> binds = new ArrayList<>(row.cells());
            Collections.addAll(binds, session.workspaceNumber(), row.id(), object.number());
            batch.add(binds);
        }
        outcome.accept(IntStream.of(run(
                        session,
                        "UPDATE " + grammar.writable(object) + " SET " + SETS
                                + " WHERE workspace_id = ? AND id = ? AND object_no = ?",
                        batch))
                .sum());
    }

    @Override
    public void touch(Session session, Collection<ObjectMap> objects, List<UUID> ids, Instant at) {
        List<List<@Nullable Object>> batch = new ArrayList<>();
        ids.forEach(id -> batch.add(List.of(at, session.workspaceNumber(), id, at)));
        run(
                session,
                "UPDATE " + session.schema()
                        + ".crm_record SET last_activity_at = ? WHERE workspace_id = ? AND id = ? AND last_activity_at < ?",
                batch);
    }

    @Override
    public void release(Session session, List<HeldKey> keys) {
        run(
                session,
                "DELETE FROM " + session.schema()
                        + ".crm_unique WHERE workspace_id = ? AND attribute_no = ? AND unique_key = ? AND record_id = ?",
                binds(session, keys));
    }

    @Override
    public int take(Session session, List<HeldKey> keys) {
        String sql = "INSERT INTO " + session.schema()
                + ".crm_unique (workspace_id, attribute_no, unique_key, record_id) VALUES (?, ?, ?, ?)";
        return onConnection(session, connection -> {
            try {
                return IntStream.of(run(connection, sql, binds(session, keys))).sum();
            } catch (BatchUpdateException e) {
                // H2 goes on with the rest of a batch. There is no ON CONFLICT outside its PostgreSQL mode.
                for (SQLException cause = e.getNextException(); cause != null; cause = cause.getNextException()) {
                    if (!UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                        throw cause;
                    }
                }
                return (int) Arrays.stream(e.getUpdateCounts())
                        .filter(count -> count == 1)
                        .count();
            }
        });
    }

    private static List<List<@Nullable Object>> binds(Session session, List<HeldKey> keys) {
        List<List<@Nullable Object>> batch = new ArrayList<>();
        keys.forEach(key -> batch.add(List.of(session.workspaceNumber(), key.attribute(), key.key(), key.record())));
        return batch;
    }

    private static int[] run(Session session, String sql, List<List<@Nullable Object>> batch) {
        return onConnection(session, connection -> run(connection, sql, batch));
    }

    private static <R> R onConnection(Session session, Work<R> work) {
        return session.sql().connectionResult(connection -> {
            try {
                return work.run(connection);
            } catch (SQLException e) {
                throw Failures.of("A statement failed", e);
            }
        });
    }

    @FunctionalInterface
    private interface Work<R> {
        R run(Connection connection) throws SQLException;
    }

    private static int[] run(Connection connection, String sql, List<List<@Nullable Object>> batch)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (List<@Nullable Object> binds : batch) {
                for (int i = 0; i < binds.size(); i++) {
                    statement.setObject(i + 1, value(binds.get(i)));
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        }
    }

    private static @Nullable Object value(@Nullable Object cell) {
        if (cell instanceof Instant instant) {
            return instant.atOffset(ZoneOffset.UTC);
        }
        return cell instanceof List<?> numbers ? numbers.toArray() : cell;
    }
}
