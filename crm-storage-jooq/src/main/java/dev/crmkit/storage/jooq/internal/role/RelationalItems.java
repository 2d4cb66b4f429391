package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.IndexOrder;
import dev.crmkit.spi.storage.ItemQuery;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Failures;
import dev.crmkit.storage.jooq.internal.Session;
import java.nio.charset.StandardCharsets;
import java.sql.BatchUpdateException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Items in a table. Not thread-safe.
 *
 * <p>Keys sort by code point: on PostgreSQL by collation "C", on H2 as bytes of UTF-8. Whoever writes or locks items takes them in the order
 * of their ids, so that nobody waits in a circle.
 */
public final class RelationalItems implements ItemStorage {
    private static final String UNIQUE_VIOLATION = "23505";

    private static final List<Class<?>> TYPES = List.of(
            Integer.class, UUID.class, String.class, UUID.class, String.class, OffsetDateTime.class, String.class);

    /** All columns as rows of one parameter each. */
    private static final String ROWS =
            "unnest(cast(? as int[]), cast(? as uuid[]), cast(? as text[]), cast(? as uuid[]),"
                    + " cast(? as text[]), cast(? as timestamptz[]), cast(? as text[]))";

    /** Locks rows before anything else touches them: a join alone would meet them in an order of its own. */
    private static final String LOCKED = "with locked as materialized (select id from crm_item where workspace_id = ?"
            + " and id = any(cast(? as uuid[])) order by id for update) ";

    private final Session session;
    private final boolean onPostgres;

    /** The items of the session's workspace. */
    public RelationalItems(Session session) {
        this.session = session;
        this.onPostgres = session.dialect() == Dialect.POSTGRES;
    }

    @Override
    public Set<UUID> insert(Collection<StoredItem> items) {
        session.requireWritable();
        if (items.isEmpty()) {
            return Set.of();
        }
        List<StoredItem> ordered = inLockOrder(items);
        if (!onPostgres) {
            return insertOnH2(ordered);
        }
        Set<UUID> taken = new LinkedHashSet<>(ids(ordered));
        session.sql()
                .fetch(
                        "insert into crm_item (workspace_id, id, kind, record_id, item_key, item_at, document)"
                                + " select * from " + ROWS + " on conflict (workspace_id, id) do nothing returning id",
                        columns(ordered))
                .forEach(row -> taken.remove(Cells.id(row, "id")));
        return taken;
    }

    /** H2 has no ON CONFLICT; it goes on with the rest of a batch, and a refused row leaves the transaction usable. */
    private Set<UUID> insertOnH2(List<StoredItem> items) {
        String sql =
                "insert into " + session.schema() + ".crm_item (workspace_id, id, kind, record_id, item_key, item_at,"
                        + " document) values (?, ?, ?, ?, ?, ?, ?)";
        return session.sql().connectionResult(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (StoredItem item : items) {
                    @Nullable Object[] row = row(item);
                    for (int i = 0; i < row.length; i++) {
                        statement.setObject(i + 1, row[i]);
                    }
                    statement.addBatch();
                }
                statement.executeBatch();
                return Set.of();
            } catch (BatchUpdateException e) {
                return taken(items, e);
            } catch (SQLException e) {
                throw Failures.of("A statement failed", e);
            }
        });
    }

    private static Set<UUID> taken(List<StoredItem> items, BatchUpdateException failure) {
        for (SQLException cause = failure.getNextException(); cause != null; cause = cause.getNextException()) {
            if (!UNIQUE_VIOLATION.equals(cause.getSQLState())) {
                throw Failures.of("A statement failed", cause);
            }
        }
        Set<UUID> taken = new LinkedHashSet<>();
        int[] counts = failure.getUpdateCounts();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 1) {
                taken.add(items.get(i).id());
            }
        }
        return taken;
    }

    @Override
    public int update(Collection<StoredItem> items) {
        session.requireWritable();
        if (items.isEmpty()) {
            return 0;
        }
        List<StoredItem> ordered = inLockOrder(items);
        if (onPostgres) {
            Object[] columns = columns(ordered);
            Object[] parameters = new Object[columns.length + 3];
            parameters[0] = session.workspaceNumber();
            parameters[1] = columns[1];
            System.arraycopy(columns, 0, parameters, 2, columns.length);
            parameters[parameters.length - 1] = session.workspaceNumber();
            return session.sql()
                    .execute(
                            LOCKED
                                    + "update crm_item i set kind = x.kind, record_id = x.record_id, item_key = x.item_key,"
                                    + " item_at = x.item_at, document = x.document from locked l join " + ROWS
                                    + " as x (workspace_id, id, kind, record_id, item_key, item_at, document) on x.id = l.id"
                                    + " where i.workspace_id = ? and i.id = l.id",
                            parameters);
        }
        return batch(
                "update crm_item set kind = ?, record_id = ?, item_key = ?, item_at = " + Cells.MOMENT
                        + ", document = ? where workspace_id = ? and id = ?",
                ordered.stream()
                        .map(item -> {
                            @Nullable Object[] row = row(item);
                            return new @Nullable Object[] {row[2], row[3], row[4], row[5], row[6], row[0], row[1]};
                        })
                        .toArray(Object[][]::new));
    }

    @Override
    public int remove(Collection<UUID> ids) {
        session.requireWritable();
        if (ids.isEmpty()) {
            return 0;
        }
        UUID[] ordered = ordered(ids);
        return onPostgres
                ? session.sql()
                        .execute(
                                LOCKED
                                        + "delete from crm_item i using locked l where i.workspace_id = ? and i.id = l.id",
                                session.workspaceNumber(),
                                ordered,
                                session.workspaceNumber())
                : batch(
                        "delete from crm_item where workspace_id = ? and id = ?",
                        Arrays.stream(ordered)
                                .map(id -> new Object[] {session.workspaceNumber(), id})
                                .toArray(Object[][]::new));
    }

    private int batch(String sql, Object[][] rows) {
        return Arrays.stream(session.sql().batch(sql, rows).execute()).sum();
    }

    @Override
    public List<StoredItem> load(Collection<UUID> ids) {
        return load(ids, "");
    }

    @Override
    public List<StoredItem> lock(Collection<UUID> ids) {
        session.requireWritable();
        return load(ids, " order by i.id for update");
    }

    private List<StoredItem> load(Collection<UUID> ids, String end) {
        if (ids.isEmpty()) {
            return List.of();
        }
        UUID[] ordered = ordered(ids);
        // H2 locks rows as the join meets them, which is the order of the ids.
        return onPostgres
                ? read(
                        ItemSql.SELECT + " from crm_item i where i.workspace_id = ? and i.id = any(cast(? as uuid[]))"
                                + end,
                        session.workspaceNumber(),
                        ordered)
                : read(
                        ItemSql.SELECT + " from unnest(cast(? as uuid array)) w (id) join crm_item i"
                                + " on i.workspace_id = ? and i.id = w.id" + end,
                        ordered,
                        session.workspaceNumber());
    }

    @Override
    public List<StoredItem> list(ItemQuery query) {
        ItemSql sql = ItemSql.list(onPostgres, session.workspaceNumber(), query);
        return read(sql.text(), sql.parameters());
    }

    @Override
    public List<StoredItem> belonging(Collection<UUID> records, @Nullable UUID after, int limit) {
        if (records.isEmpty()) {
            return List.of();
        }
        UUID[] wanted = ordered(records);
        List<Object> parameters = new ArrayList<>(
                onPostgres ? List.of(session.workspaceNumber(), wanted) : List.of(wanted, session.workspaceNumber()));
        String sql = ItemSql.SELECT
                + (onPostgres
                        ? " from crm_item i where i.workspace_id = ? and i.record_id = any(cast(? as uuid[]))"
                        : " from unnest(cast(? as uuid array)) w (id) join crm_item i"
                                + " on i.workspace_id = ? and i.record_id = w.id");
        if (after != null) {
            sql += (onPostgres ? " and i.id > ?" : " where i.id > ?");
            parameters.add(after);
        }
        parameters.add(limit);
        return read(sql + " order by i.id limit ?", parameters.toArray());
    }

    @Override
    public List<KeyCount> keys(String kind, String prefix, @Nullable String after, int limit) {
        ItemSql sql = ItemSql.keys(onPostgres, session.workspaceNumber(), kind, prefix, after, limit);
        return session.sql()
                .fetch(sql.text(), sql.parameters())
                .map(row -> new KeyCount(key(row), Cells.number(row, "total")));
    }

    @Override
    public List<StoredItem> byKey(String kind, String prefix, @Nullable KeyPlace after, int limit) {
        ItemSql sql = ItemSql.byKey(onPostgres, session.workspaceNumber(), kind, prefix, after, limit);
        return read(sql.text(), sql.parameters());
    }

    private List<StoredItem> read(String sql, Object... parameters) {
        return session.sql()
                .fetch(sql, parameters)
                .map(row -> new StoredItem(
                        Cells.id(row, "id"),
                        Cells.text(row, "kind"),
                        Cells.find(row, "record_id", UUID.class),
                        key(row),
                        Cells.moment(row, "item_at"),
                        Cells.text(row, "document")));
    }

    private String key(Record row) {
        return onPostgres
                ? Cells.text(row, "item_key")
                : new String(Cells.get(row, "item_key", byte[].class), StandardCharsets.UTF_8);
    }

    private Object[] columns(List<StoredItem> items) {
        return Columns.of(items.stream().map(this::row).toList(), TYPES);
    }

    private @Nullable Object[] row(StoredItem item) {
        return new @Nullable Object[] {
            session.workspaceNumber(),
            item.id(),
            item.kind(),
            item.recordId(),
            ItemSql.key(onPostgres, item.key()),
            item.at().atOffset(ZoneOffset.UTC),
            item.document()
        };
    }

    private static List<StoredItem> inLockOrder(Collection<StoredItem> items) {
        return items.stream()
                .sorted(Comparator.comparing(StoredItem::id, IndexOrder::compareIds))
                .toList();
    }

    private static List<UUID> ids(Collection<StoredItem> items) {
        return items.stream().map(StoredItem::id).toList();
    }

    private static UUID[] ordered(Collection<UUID> ids) {
        return ids.stream().distinct().sorted(IndexOrder::compareIds).toArray(UUID[]::new);
    }
}
