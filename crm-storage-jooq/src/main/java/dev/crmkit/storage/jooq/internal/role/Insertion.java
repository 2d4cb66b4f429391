package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.storage.jooq.internal.Session;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Inserts rows on PostgreSQL in one statement, when the session next talks to the database: a parameter per column for one row, an array per column for
 * many. Immutable.
 */
final class Insertion {
    private final String table;
    private final List<Column> columns;
    private final String tail;
    private final String ofOne;
    private final String ofMany;

    /**
     * Inserts into a table.
     *
     * @param table without the schema
     * @param columns what the cells of a row are, in order
     * @param tail what follows the rows, as in {@code on conflict do nothing}; may be empty
     */
    Insertion(String table, List<Column> columns, String tail) {
        this.table = table;
        this.columns = List.copyOf(columns);
        this.tail = tail;
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", ", " (", ")"));
        this.ofOne = names + " values (" + casts(columns, "") + ")";
        this.ofMany = names + " select * from unnest(" + casts(columns, "[]") + ")";
    }

    /**
     * A column. Immutable.
     *
     * @param name its name
     * @param type its type as PostgreSQL names it
     */
    record Column(String name, String type) {}

    /** Inserts the rows, at least one. */
    void into(Session session, List<@Nullable Object[]> rows) {
        String into = "insert into " + session.schema() + "." + table;
        if (rows.size() == 1) {
            @Nullable Object[] row = rows.get(0);
            session.later(into + ofOne + tail, (statement, first) -> bind(statement, first, row));
        } else {
            session.later(into + ofMany + tail, (statement, first) -> bindAll(statement, first, rows));
        }
    }

    private static String casts(List<Column> columns, String dimension) {
        return columns.stream()
                .map(column -> "cast(? as " + column.type() + dimension + ")")
                .collect(Collectors.joining(", "));
    }

    private int bind(PreparedStatement statement, int first, @Nullable Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            // Untyped, so that the server reads it as what the cast says.
            statement.setObject(first + i, text(row[i]), Types.OTHER);
        }
        return row.length;
    }

    private int bindAll(PreparedStatement statement, int first, List<@Nullable Object[]> rows) throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            int place = i;
            @Nullable
            Object[] column = rows.stream().map(row -> text(row[place])).toArray();
            statement.setArray(
                    first + i,
                    statement.getConnection().createArrayOf(columns.get(i).type(), column));
        }
        return columns.size();
    }

    private static @Nullable String text(@Nullable Object cell) {
        return cell == null ? null : Objects.toString(cell);
    }
}
