package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.query.Measure;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Grouping;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.storage.jooq.internal.Session;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The statement of one grouping. Not thread-safe. */
final class GroupSql {
    private final Session session;
    private final Grammar grammar;
    private final Places places;
    private final Grouping grouping;
    private final GroupColumns columns;
    private final PlaceValues values;
    private final PredicateSql predicates;
    private final @Nullable LinkSql links;

    GroupSql(Session session, Grammar grammar, Places places, Grouping grouping) {
        this(session, grammar, places, grouping, null);
    }

    /**
     * A grouping of linked records, by their anchors first.
     *
     * @param links how they are linked, or null for a grouping of all
     */
    GroupSql(Session session, Grammar grammar, Places places, Grouping grouping, @Nullable LinkSql links) {
        this.session = session;
        this.grammar = grammar;
        this.places = places;
        this.grouping = grouping;
        this.columns = new GroupColumns(grammar, places, grouping.keys());
        this.values = new PlaceValues(grammar);
        this.predicates = new PredicateSql(session, grammar, places);
        this.links = links;
    }

    List<Grouping.Row> rows() {
        return statement().query(session, this::read);
    }

    /** Computes the expressions in an inner query, so that each is written, and its parameters bound, once. */
    SqlText statement() {
        List<SqlText> inner = columns.inner();
        List<String> outer = columns.outer("q");
        List<String> by = columns.by("q");
        if (links != null) {
            inner.add(0, SqlText.of(links.anchor() + " AS a"));
            outer.add(0, "q.a");
            by.add(0, "q.a");
        }
        for (int i = 0; i < grouping.measures().size(); i++) {
            measure(grouping.measures().get(i), i, inner, outer);
        }
        if (inner.isEmpty()) {
            inner.add(SqlText.of("1 AS one"));
        }
        SqlText statement = SqlText.of("SELECT " + String.join(", ", outer.isEmpty() ? List.of("count(*)") : outer))
                .add(" FROM (SELECT ")
                .join(inner, ", ")
                .add(" FROM ")
                .add(links == null ? SqlText.of(grammar.table(places.object()) + " r WHERE ") : links.from())
                .add(PredicateSql.where(
                        session, grammar, places, grouping.predicate(), ListSql.archived(grouping.archived())))
                .add(") q");
        return by.isEmpty() ? statement : statement.add(" GROUP BY " + String.join(", ", by));
    }

    private void measure(Grouping.Computation measure, int i, List<SqlText> inner, List<String> outer) {
        Field field = measure.field();
        if (field == null) {
            outer.add("count(*)");
            return;
        }
        Place place = places.of(field);
        String name = "q.m" + i;
        if (measure.function() == Measure.Function.COUNT) {
            inner.add(SqlText.of("CASE WHEN ").add(predicates.isNotEmpty(place)).add(" THEN 1 END AS m" + i));
            outer.add("count(" + name + ")");
            return;
        }
        inner.add(SqlText.of(place.sql() + " AS m" + i));
        String function = switch (measure.function()) {
            case SUM -> "sum(" + name + ")";
            case MIN -> "min(" + name + ")";
            case MAX -> "max(" + name + ")";
            case COUNT, AVG ->
                throw new IllegalArgumentException("A storage does not compute " + measure.function() + " of " + field);
        };
        outer.add(function);
    }

    private List<Grouping.Row> read(ResultSet rows) throws SQLException {
        List<Grouping.Row> groups = new ArrayList<>();
        while (rows.next()) {
            int first = links == null ? 1 : 2;
            List<@Nullable IndexValue> keys = new ArrayList<>();
            if (links != null) {
                keys.add(new IndexValue.References(List.of(rows.getObject(1, UUID.class))));
            }
            keys.addAll(columns.read(rows, first));
            int column = first + grouping.keys().size();
            List<@Nullable Object> results = new ArrayList<>();
            for (Grouping.Computation measure : grouping.measures()) {
                results.add(result(measure, rows, column++));
            }
            groups.add(new Grouping.Row(keys, results));
        }
        return groups;
    }

    private @Nullable Object result(Grouping.Computation measure, ResultSet rows, int column) throws SQLException {
        Field field = measure.field();
        if (field == null || measure.function() == Measure.Function.COUNT) {
            return rows.getLong(column);
        } else if (field.kind() == IndexKind.MOMENT) {
            return values.readMoment(places.of(field), rows, column);
        }
        BigDecimal number = rows.getBigDecimal(column);
        // The scale is the database's own; the number is the same on all.
        return number == null ? null : new IndexValue.Decimal(number).number();
    }
}
