package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.GroupHeads;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.storage.jooq.internal.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The one statement of the first pages of several groups: a walk for each value, and one for the records without. Not thread-safe.
 *
 * <p>Each walk is that of a list, so order and ends of pages cannot differ from it.
 */
final class HeadsSql {
    private static final String EMPTIES = "0";

    private final Session session;
    private final Grammar grammar;
    private final Places places;
    private final GroupHeads query;
    private final Place field;
    private final PlaceValues values;

    HeadsSql(Session session, Grammar grammar, Places places, GroupHeads query) {
        this.session = session;
        this.grammar = grammar;
        this.places = places;
        this.query = query;
        this.field = places.of(query.field());
        this.values = new PlaceValues(grammar);
        switch (field.kind()) {
            case TOKEN, TOKENS, NUMBER, CHOICE, CODE, REFERENCES -> {}
            default -> throw new IllegalArgumentException("Lists have no groups by " + query.field());
        }
    }

    List<RecordPage> pages() {
        List<Object> elements = new ArrayList<>();
        List<Integer> numbers = new ArrayList<>();
        boolean empties = false;
        for (IndexValue value : query.values()) {
            Object element = value == null ? null : values.element(field, value);
            if (element != null) {
                elements.add(element);
                numbers.add(elements.size());
            } else {
                // No record holds an option that is unknown.
                numbers.add(value == null ? 0 : -1);
                empties |= value == null;
            }
        }
        ListSql any = list(new ListSql.Part(SqlText.of("true"), null, EMPTIES));
        List<ListSql.PageReader> readers = new ArrayList<>();
        for (int i = 0; i <= elements.size(); i++) {
            readers.add(any.new PageReader());
        }
        if (!elements.isEmpty() || empties) {
            statement(elements, empties).query(session, rows -> read(any, readers, rows));
        }
        List<RecordPage> pages = new ArrayList<>();
        for (int number : numbers) {
            pages.add(
                    number < 0
                            ? new RecordPage(List.of(), null)
                            : readers.get(number).page());
        }
        return pages;
    }

    private static int read(ListSql any, List<ListSql.PageReader> readers, ResultSet rows) throws SQLException {
        int count = 0;
        while (rows.next()) {
            readers.get(any.number(rows)).take(rows);
            count++;
        }
        return count;
    }

    private SqlText statement(List<Object> elements, boolean empties) {
        List<SqlText> parts = new ArrayList<>();
        if (!elements.isEmpty()) {
            String own = field.shape() == Place.Shape.LIST ? grammar.firstOf(field.sql()) : field.sql();
            String tied = field.slot() ? field.sql() : null;
            parts.add(grammar.forEach(
                    values.elementType(field),
                    elements,
                    (value, number) -> list(new ListSql.Part(
                                    SqlText.of(own + " = ").add(value), tied, number))
                            .statement()));
        }
        if (empties) {
            SqlText none = new PredicateSql(session, grammar, places).of(new Predicate.IsEmpty(query.field()));
            parts.add(SqlText.of("(")
                    .add(list(new ListSql.Part(none, field.slot() ? field.sql() : null, EMPTIES))
                            .statement())
                    .add(")"));
        }
        return SqlText.of("").join(parts, " UNION ALL ");
    }

    private ListSql list(ListSql.Part part) {
        return new ListSql(session, grammar, places, query.list(), part);
    }
}
