package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.RowImage.Column;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.math.BigDecimal;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows on PostgreSQL. Immutable.
 *
 * <p>One row goes as a parameter per column, always in one statement text, which the driver and the server keep prepared. Many rows go as an array per
 * column that has a value in some of them: the server reads arrays in half the time of JSON.
 */
final class PostgresRows implements RecordRows {
    private static final String NAMES =
            RowImage.COLUMNS.stream().map(Column::name).collect(Collectors.joining(", "));

    /** A parameter for each column, as one row has them. */
    private static final String PARAMETERS =
            RowImage.COLUMNS.stream().map(PostgresRows::parameter).collect(Collectors.joining(", "));

    private static final String SETS = RowImage.COLUMNS.stream()
            .map(column -> column.name() + " = " + parameter(column))
            .collect(Collectors.joining(", "));

    private final PostgresGrammar grammar;

    PostgresRows(PostgresGrammar grammar) {
        this.grammar = grammar;
    }

    @Override
    public void insertIdentities(Session session, ObjectMap object, List<UUID> ids) {
        SqlText.of("INSERT INTO " + session.schema() + ".crm_record_id (workspace_id, id, object_no) SELECT ")
                .add(session.workspaceNumber())
                .add(", x, ")
                .add(object.number())
                .bind(" FROM unnest(?) x", PostgresGrammar.array("uuid", ids.toArray()))
                .later(session);
    }

    @Override
    public void insert(Session session, ObjectMap object, List<RowImage> rows) {
        Set<Column> filled = filled(rows);
        SqlText insert = SqlText.of(
                        "INSERT INTO " + grammar.writable(object) + " (workspace_id, bucket, object_no, id, ")
                .add(rows.size() == 1 ? NAMES : names(filled, ""))
                .add(") SELECT ")
                .add(session.workspaceNumber())
                .add(", ")
                .add(object.bucket())
                .add(", ")
                .add(object.number())
                .add(", ");
        if (rows.size() == 1) {
            RowImage row = rows.get(0);
            insert.bind(Grammar.id(row.id())).add(", ").add(PARAMETERS, parameters(row));
        } else {
            insert.add("x.id, " + names(filled, "x.") + " FROM ").add(rows(rows, filled));
        }
        insert.later(session);
    }

    @Override
    public void update(Session session, ObjectMap object, List<RowImage> rows, IntConsumer outcome) {
        SqlText update = SqlText.of("UPDATE " + grammar.writable(object) + " r SET ");
        if (rows.size() == 1) {
            update.add(SETS, parameters(rows.get(0)));
        } else {
            Set<Column> filled = filled(rows);
            for (int i = 0; i < RowImage.COLUMNS.size(); i++) {
                Column column = RowImage.COLUMNS.get(i);
                update.add((i == 0 ? "" : ", ") + column.name() + " = "
                        + (filled.contains(column) ? value(column, "x.") : "NULL"));
            }
            update.add(" FROM ").add(rows(rows, filled));
        }
        update.add(" WHERE r.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND r.bucket IN (" + grammar.buckets(object) + ") AND r.object_no = ")
                .add(object.number())
                .add(" AND r.id = ");
        (rows.size() == 1 ? update.bind(Grammar.id(rows.get(0).id())) : update.add("x.id")).later(session, outcome);
    }

    @Override
    public void touch(Session session, Collection<ObjectMap> objects, List<UUID> ids, Instant at) {
        // Locked first: the join alone would meet the rows in an order of its own.
        SqlText.of("WITH w AS MATERIALIZED (")
                .add(grammar.byId("r.bucket, r.id", objects, session.workspaceNumber(), ids))
                .bind(" AND r.last_activity_at < ? ORDER BY r.id FOR UPDATE)", Grammar.moment(at))
                .bind(" UPDATE " + grammar.tableOf(objects) + " r SET last_activity_at = ?", Grammar.moment(at))
                .add(" FROM w WHERE r.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND r.bucket = w.bucket AND r.id = w.id")
                .update(session);
    }

    @Override
    public void release(Session session, List<HeldKey> keys) {
        keys(SqlText.of("DELETE FROM " + session.schema() + ".crm_unique u USING "), keys)
                .add(" WHERE u.workspace_id = ")
                .add(session.workspaceNumber())
                .add(" AND u.attribute_no = x.a AND u.unique_key = x.k AND u.record_id = x.r")
                .update(session);
    }

    @Override
    public int take(Session session, List<HeldKey> keys) {
        return keys(
                        SqlText.of("INSERT INTO " + session.schema()
                                        + ".crm_unique (workspace_id, attribute_no, unique_key, record_id) SELECT ")
                                .add(session.workspaceNumber())
                                .add(", x.a, x.k, x.r FROM "),
                        keys)
                .add(" ON CONFLICT DO NOTHING")
                .update(session);
    }

    private static SqlText keys(SqlText statement, List<HeldKey> keys) {
        return statement
                .bind(
                        "unnest(?, ",
                        PostgresGrammar.array(
                                "int4", keys.stream().map(HeldKey::attribute).toArray()))
                .bind(
                        "?, ",
                        PostgresGrammar.array(
                                "text", keys.stream().map(HeldKey::key).toArray()))
                .bind(
                        "?) AS x(a, k, r)",
                        PostgresGrammar.array(
                                "uuid", keys.stream().map(HeldKey::record).toArray()));
    }

    /** The columns that have a value in some row, in their order. */
    private static Set<Column> filled(List<RowImage> rows) {
        Set<Column> filled = new LinkedHashSet<>();
        for (int i = 0; i < RowImage.COLUMNS.size(); i++) {
            for (RowImage row : rows) {
                if (row.cells().get(i) != null) {
                    filled.add(RowImage.COLUMNS.get(i));
                    break;
                }
            }
        }
        return filled;
    }

    private static String names(Set<Column> columns, String alias) {
        return columns.stream()
                .map(column -> alias.isEmpty() ? column.name() : value(column, alias))
                .collect(Collectors.joining(", "));
    }

    private static String value(Column column, String alias) {
        // An array of arrays would be taken apart to the bottom, so lists of numbers go as texts.
        return column.type() == RowImage.Type.INTS
                ? "CAST(" + alias + column.name() + " AS int[])"
                : alias + column.name();
    }

    /** Ids and filled columns of the rows, under the alias {@code x}. */
    private static SqlText rows(List<RowImage> rows, Set<Column> filled) {
        SqlText unnest = SqlText.of("unnest(")
                .bind(PostgresGrammar.array(
                        "uuid", rows.stream().map(RowImage::id).toArray()));
        for (int i = 0; i < RowImage.COLUMNS.size(); i++) {
            Column column = RowImage.COLUMNS.get(i);
            if (filled.contains(column)) {
                int place = i;
                unnest.add(", ")
                        .bind(PostgresGrammar.array(
                                column.type() == RowImage.Type.INTS ? "text" : column.type().postgres,
                                rows.stream()
                                        .map(row -> text(row.cells().get(place)))
                                        .toArray()));
            }
        }
        return unnest.add(") AS x(id, " + filled.stream().map(Column::name).collect(Collectors.joining(", ")) + ")");
    }

    private static String parameter(Column column) {
        return "CAST(? AS " + column.type().postgres + ")";
    }

    private static List<SqlText.Bind> parameters(RowImage row) {
        List<SqlText.Bind> parameters = new ArrayList<>(row.cells().size());
        for (Object cell : row.cells()) {
            String text = text(cell);
            // Untyped, so that the server reads it as what the cast says.
            parameters.add((statement, index) -> statement.setObject(index, text, Types.OTHER));
        }
        return parameters;
    }

    private static @Nullable String text(@Nullable Object cell) {
        if (cell == null) {
            return null;
        } else if (cell instanceof BigDecimal number) {
            return number.toPlainString();
        } else if (cell instanceof List<?> numbers) {
            return numbers.stream().map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
        }
        return cell.toString();
    }
}
