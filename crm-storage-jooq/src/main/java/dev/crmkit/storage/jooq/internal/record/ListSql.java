package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.query.ArchivedFilter;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Position;
import dev.crmkit.spi.storage.RecordPage;
import dev.crmkit.spi.storage.RecordQuery;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.storage.jooq.internal.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The statement of one page. Not thread-safe.
 *
 * <p>Empty values come last, and the indexes of slots do not hold them (or not at that end). So where an index sorts by the first key, the
 * page is two walks in one statement: the records with a value, then, if those are too few, the records without. Where nothing sorts by
 * the first key, one walk sorts all.
 */
final class ListSql {
    private final Session session;
    private final Grammar grammar;
    private final RecordQuery query;
    private final Places places;
    private final RecordColumns columns;
    private final List<SortColumn> keys;
    /** The keys that sort: none after the id. */
    private final List<SortColumn> sorting;

    private final boolean idDescending;
    private final @Nullable Part part;

    ListSql(Session session, Grammar grammar, Places places, RecordQuery query) {
        this(session, grammar, places, query, null);
    }

    /** The statement of one part of the list. */
    ListSql(Session session, Grammar grammar, Places places, RecordQuery query, @Nullable Part part) {
        this.session = session;
        this.grammar = grammar;
        this.query = query;
        this.part = part;
        this.places = places;
        this.columns = new RecordColumns(grammar, session.map());
        this.keys = query.sorts().stream()
                .map(key -> SortColumn.of(grammar, places, key))
                .toList();
        List<SortColumn> before = new ArrayList<>();
        boolean descending = query.isIdDescending();
        for (SortColumn key : keys) {
            if (key.isId()) {
                descending = key.isDescending();
                break;
            }
            before.add(key);
        }
        this.sorting = List.copyOf(before);
        this.idDescending = descending;
    }

    /**
     * A part of a list that is asked for beside others in one statement. Immutable.
     *
     * @param condition which records are in it
     * @param tied a column that has the same value, or none, in all of them; null if there is none
     * @param number its number as SQL; selected after everything else
     */
    record Part(SqlText condition, @Nullable String tied, String number) {}

    RecordPage page() {
        return statement().query(session, rows -> {
            PageReader page = new PageReader();
            while (rows.next()) {
                page.take(rows);
            }
            return page.page();
        });
    }

    /** The number of the part that the row is of. */
    int number(ResultSet rows) throws SQLException {
        return rows.getInt(RecordColumns.COUNT + keys.size() + 1);
    }

    /** Takes the rows of a page, and maybe one more, in their order. Not thread-safe. */
    final class PageReader {
        private final List<StoredRecord> records = new ArrayList<>();
        private @Nullable Position last;
        private boolean more;

        void take(ResultSet rows) throws SQLException {
            if (records.size() == query.limit()) {
                more = true;
                return;
            }
            records.add(columns.read(rows));
            if (records.size() == query.limit()) {
                last = position(rows, records.get(records.size() - 1));
            }
        }

        RecordPage page() {
            return new RecordPage(records, more ? last : null);
        }
    }

    private Position position(ResultSet rows, StoredRecord record) throws SQLException {
        List<@Nullable IndexValue> values = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            values.add(keys.get(i).read(rows, RecordColumns.COUNT + i + 1));
        }
        return new Position(values, record.id());
    }

    /** The statement; it asks for one record more than the page has. */
    SqlText statement() {
        Position after = query.after();
        SortColumn first = sorting.isEmpty() ? null : sorting.get(0);
        if (first == null || !first.isNullable() || !first.isIndexed()) {
            return walk(after == null ? null : after(0, after, false), false, 0);
        }
        SqlText empties = SqlText.of(first.sql() + " IS NULL");
        if (after != null && after.values().get(0) == null) {
            return walk(empties.add(" AND ").add(after(1, after, false)), false, 1);
        }
        SqlText values = SqlText.of(grammar.hasValue(first.place()));
        if (after != null) {
            values.add(" AND ").add(after(0, after, true));
        }
        if (PredicateSql.needsValue(query.predicate(), query.sorts().get(0).field())) {
            return walk(values, true, 0);
        }
        return SqlText.of("(")
                .add(walk(values, true, 0))
                .add(") UNION ALL (")
                .add(walk(empties, false, 1))
                .add(") LIMIT ")
                .add(query.limit() + 1);
    }

    /**
     * One walk.
     *
     * @param condition which part of the list, or null for all
     * @param firstHasValue whether the first key has a value in all of the walk
     * @param sortFrom the first key that still sorts; those before are empty in all of the walk
     */
    private SqlText walk(@Nullable SqlText condition, boolean firstHasValue, int sortFrom) {
        SqlText walk = SqlText.of("SELECT ").add(columns.select());
        keys.forEach(key -> walk.add(", ").add(key.sql()));
        if (part != null) {
            walk.add(", " + part.number());
        }
        walk.add(" FROM ")
                .add(grammar.table(places.object()))
                .add(" r WHERE ")
                .add(where(session, grammar, places, query));
        if (part != null) {
            walk.add(" AND ").add(part.condition());
        }
        if (condition != null) {
            walk.add(" AND ").add(condition);
        }
        return walk.add(" ORDER BY ")
                .add(order(firstHasValue, sortFrom))
                .add(" LIMIT ")
                .add(query.limit() + 1);
    }

    static SqlText where(Session session, Grammar grammar, Places places, RecordQuery query) {
        return PredicateSql.where(session, grammar, places, query.predicate(), archived(query.archived()));
    }

    static @Nullable String archived(ArchivedFilter filter) {
        return switch (filter) {
            case LIVE -> " IS NULL";
            case ARCHIVED -> " IS NOT NULL";
            case ALL -> null;
        };
    }

    private String order(boolean firstHasValue, int sortFrom) {
        StringBuilder order = new StringBuilder();
        if (sorting.isEmpty()) {
            PredicateSql predicates = new PredicateSql(session, grammar, places);
            String tied = part == null || part.tied() == null ? predicates.tiedSlot(query.predicate()) : part.tied();
            // Where a text finds few records, they are better sorted than found by a walk through all.
            if (tied != null || !predicates.hasText(query.predicate())) {
                order.append(grammar.leadOfOrder(places, tied, idDescending));
            }
        } else {
            // A key that is empty in all of the walk leads H2 to its index and sorts nothing.
            SortColumn first = sorting.get(0);
            order.append(grammar.leadOfOrder(
                    places,
                    sortFrom > 0 ? first.sql() : null,
                    sortFrom < sorting.size() ? sorting.get(sortFrom).isDescending() : idDescending));
        }
        for (int i = sortFrom; i < sorting.size(); i++) {
            SortColumn key = sorting.get(i);
            boolean nullable = key.isNullable() && !(i == 0 && firstHasValue);
            order.append(grammar.orderBy(key.sql(), key.isDescending(), nullable))
                    .append(", ");
        }
        return order.append(grammar.orderBy(places.column("id"), idDescending, false))
                .toString();
    }

    /** Whether a row comes after the position, by the keys from this one on; the keys before are equal. */
    private SqlText after(int index, Position position, boolean hasValue) {
        if (index == sorting.size()) {
            return SqlText.of(places.column("id") + (idDescending ? " < " : " > "))
                    .bind(Grammar.id(position.id()));
        }
        SortColumn key = sorting.get(index);
        IndexValue value = position.values().get(index);
        if (value == null) {
            return SqlText.of("(" + key.sql() + " IS NULL AND ")
                    .add(after(index + 1, position, false))
                    .add(")");
        }
        SqlText.Bind bind = key.bind(value);
        String beyond = key.isDescending() ? " < " : " > ";
        boolean nullable = key.isNullable() && !hasValue;
        if (!nullable && sorting.size() == 1 && key.isDescending() == idDescending) {
            // The one form that lets an index begin at the position, past all records with the same value.
            SqlText beginning = SqlText.of("(" + key.sql() + ", " + places.column("id") + ")" + beyond)
                    .bind("(?, ", bind)
                    .bind("?)", Grammar.id(position.id()));
            // PostgreSQL begins at a plain bound that the condition has, before the position; so there must be a nearer
            // one.
            return PredicateSql.isBounded(
                            query.predicate(), query.sorts().get(0).field(), !key.isDescending())
                    ? beginning.bind(" AND " + key.sql() + beyond.stripTrailing() + "= ?", bind)
                    : beginning;
        }
        String orNull = nullable ? " OR " + key.sql() + " IS NULL" : "";
        SqlText condition = SqlText.of("(");
        if (index == 0) {
            // Says nothing new, but is a range of the index.
            condition
                    .add(nullable ? "(" : "")
                    .bind(key.sql() + beyond.stripTrailing() + "= ?", bind)
                    .add(nullable ? orNull + ")" : "")
                    .add(" AND ");
        }
        return condition
                .bind("(" + key.sql() + beyond + "?", bind)
                .add(orNull)
                .bind(" OR (" + key.sql() + " = ?", bind)
                .add(" AND ")
                .add(after(index + 1, position, false))
                .add(")))");
    }
}
