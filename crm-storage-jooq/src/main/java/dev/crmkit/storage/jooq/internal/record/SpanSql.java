package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.SpanQuery;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.record.Grammar.ElementType;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The statement of one question about spans. Not thread-safe.
 *
 * <p>Percentiles are picked by the rows' numbers within their group: the databases' own functions for percentiles compute with binary fractions on one and
 * decimal ones on the other.
 */
public final class SpanSql {
    private static final BigInteger MICROS_PER_SECOND = BigInteger.valueOf(1_000_000);

    private final Session session;
    private final Grammar grammar;
    private final Places places;
    private final SpanQuery query;
    private final GroupColumns columns;
    private final PredicateSql predicates;

    /** The question of the session's workspace. */
    public SpanSql(Session session, SpanQuery query) {
        ObjectMap object = Objects.requireNonNull(
                session.map().objects().get(query.objectId()), () -> "The workspace has no object " + query.objectId());
        this.session = session;
        this.grammar = Grammar.of(session);
        this.places = new Places(grammar, object, "r");
        this.query = query;
        this.columns = new GroupColumns(grammar, places, query.keys());
        this.predicates = new PredicateSql(session, grammar, places);
    }

    /** The answer. */
    public List<SpanQuery.Row> rows() {
        return statement().query(session, this::read);
    }

    private boolean hasFrom() {
        return query.source() instanceof SpanQuery.Stays;
    }

    private boolean hasTo() {
        return query.source() instanceof SpanQuery.Entries
                || (query.source() instanceof SpanQuery.Stays stays && stays.byTarget());
    }

    private List<String> by(String alias) {
        List<String> by = new ArrayList<>();
        if (hasFrom()) {
            by.add(alias + ".f");
        }
        if (hasTo()) {
            by.add(alias + ".t");
        }
        by.addAll(columns.by(alias));
        return by;
    }

    private SqlText statement() {
        List<String> outer = new ArrayList<>();
        if (hasFrom()) {
            outer.add("w.f");
        }
        if (hasTo()) {
            outer.add("w.t");
        }
        outer.addAll(columns.outer("w"));
        outer.addAll(List.of("count(*)", "count(DISTINCT w.rec)", "count(w.micros)", "sum(w.micros)"));
        for (int percentile : query.percentiles()) {
            outer.add(at("1 + " + percentile + " * (w.n_micros - 1) / 100"));
            outer.add(at("1 + (" + percentile + " * (w.n_micros - 1) + 99) / 100"));
        }
        List<String> by = by("w");
        return SqlText.of("SELECT " + String.join(", ", outer) + " FROM (")
                .add(numbered(spans()))
                .add(") w")
                .add(by.isEmpty() ? "" : " GROUP BY " + String.join(", ", by));
    }

    private static String at(String number) {
        return "max(CASE WHEN w.rn = " + number + " THEN w.micros END)";
    }

    /** The spans with their number within their group, and how many the group has; without percentiles nobody asks for these. */
    private SqlText numbered(SqlText spans) {
        if (query.percentiles().isEmpty()) {
            return spans;
        }
        List<String> by = by("q");
        String partition = by.isEmpty() ? "" : "PARTITION BY " + String.join(", ", by);
        return SqlText.of("SELECT q.*, row_number() OVER (" + partition
                        + " ORDER BY q.micros) AS rn, count(q.micros) OVER (" + partition + ") AS n_micros FROM (")
                .add(spans)
                .add(") q");
    }

    private SqlText spans() {
        if (query.source() instanceof SpanQuery.Stays stays) {
            return stays(stays);
        } else if (query.source() instanceof SpanQuery.Entries entries) {
            return entries(entries);
        } else if (query.source() instanceof SpanQuery.Journeys journeys) {
            return journeys(journeys);
        } else if (query.source() instanceof SpanQuery.Between between) {
            Place begin = places.of(between.begin());
            Place end = places.of(between.end());
            return ofRecords(SqlText.of(micros(end) + " - " + micros(begin)), records(), List.of(begin, end));
        } else if (query.source() instanceof SpanQuery.Ages ages) {
            Place begin = places.of(ages.begin());
            SqlText age = SqlText.of("GREATEST(0, " + Grammar.micros(ages.end()) + " - " + micros(begin) + ")");
            return ofRecords(age, records(), List.of(begin));
        }
        throw new IllegalStateException("Unknown source " + query.source());
    }

    private String micros(Place moment) {
        return moment.shape() == Place.Shape.MICROS ? moment.sql() : grammar.micros(moment.sql());
    }

    private String records() {
        return grammar.table(places.object()) + " r";
    }

    /** The rows of records that are asked about. */
    private SqlText where() {
        return PredicateSql.where(session, grammar, places, query.predicate(), ListSql.archived(query.archived()));
    }

    private SqlText ofRecords(SqlText micros, String from, List<Place> needed) {
        SqlText spans = SqlText.of("SELECT r.id AS rec, ")
                .add(micros)
                .add(" AS micros")
                .add(keys())
                .add(" FROM " + from + " WHERE ")
                .add(where());
        needed.forEach(place -> spans.add(" AND ").add(predicates.isNotEmpty(place)));
        return spans;
    }

    private SqlText keys() {
        SqlText keys = SqlText.of("");
        columns.inner().forEach(column -> keys.add(", ").add(column));
        return keys;
    }

    private SqlText stays(SpanQuery.Stays stays) {
        SqlText spans = SqlText.of("SELECT r.id AS rec, m.from_stage AS f")
                .add(stays.byTarget() ? ", m.to_stage AS t" : "")
                .add(", m.stayed_micros AS micros")
                .add(keys())
                .add(moves())
                .add(" AND m.stayed_micros IS NOT NULL")
                .add(ways(stays.exceptWays()))
                .add(stages("m.from_stage", stays.stages()))
                .add(window("m.moved_at", stays.ended()));
        SpanQuery.Window begun = stays.begun();
        // By the begin there is no index; but nothing ends before it has begun.
        if (begun.from() != null) {
            spans.add(window("m.moved_at", new SpanQuery.Window(begun.from(), null)))
                    .add(" AND " + begin() + " >= " + Grammar.micros(begun.from()));
        }
        if (begun.before() != null) {
            spans.add(" AND " + begin() + " < " + Grammar.micros(begun.before()));
        }
        return spans.add(" AND ").add(where());
    }

    private String begin() {
        return grammar.micros("m.moved_at") + " - m.stayed_micros";
    }

    private SqlText entries(SpanQuery.Entries entries) {
        return SqlText.of("SELECT r.id AS rec, m.to_stage AS t, CAST(NULL AS bigint) AS micros")
                .add(keys())
                .add(moves())
                .add(ways(entries.exceptWays()))
                .add(stages("m.to_stage", entries.stages()))
                .add(window("m.moved_at", entries.when()))
                .add(" AND ")
                .add(where());
    }

    /** Moves with their record, or the one that it was merged into. */
    private SqlText moves() {
        return SqlText.of(" FROM " + session.schema() + ".crm_move m JOIN " + session.schema()
                        + ".crm_record_id i ON i.workspace_id = m.workspace_id AND i.id = m.record_id JOIN " + records()
                        + " ON r.workspace_id = m.workspace_id AND r.id = COALESCE(i.alias_of, i.id) WHERE ")
                .add(ofObject());
    }

    private SqlText ofObject() {
        return SqlText.of("m.workspace_id = ")
                .add(session.workspaceNumber())
                .bind(" AND m.object_id = ?", Grammar.id(query.objectId()));
    }

    private SqlText journeys(SpanQuery.Journeys journeys) {
        Field end = journeys.end();
        SqlText firsts = SqlText.of(
                        "(SELECT COALESCE(i.alias_of, i.id) AS rec, min(m.moved_at) AS begun FROM " + session.schema()
                                + ".crm_move m JOIN " + session.schema()
                                + ".crm_record_id i ON i.workspace_id = m.workspace_id AND i.id = m.record_id WHERE ")
                .add(ofObject())
                .add(ways(journeys.exceptWays()))
                .add(stages("m.to_stage", journeys.stages()))
                .add(" GROUP BY COALESCE(i.alias_of, i.id)) c");
        return SqlText.of("SELECT r.id AS rec, GREATEST(0, " + micros(places.of(end)) + " - "
                        + grammar.micros("c.begun") + ") AS micros")
                .add(keys())
                .add(" FROM ")
                .add(firsts)
                .add(" JOIN " + records() + " ON r.id = c.rec WHERE ")
                .add(where())
                .add(" AND ")
                .add(predicates.isNotEmpty(places.of(end)));
    }

    private SqlText ways(Collection<String> except) {
        return except.isEmpty()
                ? SqlText.of("")
                : SqlText.of(" AND NOT ").add(grammar.isOneOf("m.way", ElementType.TEXT, List.copyOf(except)));
    }

    private SqlText stages(String column, Collection<String> stages) {
        return SqlText.of(" AND ").add(grammar.isOneOf(column, ElementType.TEXT, List.copyOf(stages)));
    }

    private static SqlText window(String column, SpanQuery.Window window) {
        SqlText condition = SqlText.of("");
        if (window.from() != null) {
            condition.bind(" AND " + column + " >= ?", Grammar.moment(window.from()));
        }
        if (window.before() != null) {
            condition.bind(" AND " + column + " < ?", Grammar.moment(window.before()));
        }
        return condition;
    }

    private List<SpanQuery.Row> read(ResultSet rows) throws SQLException {
        List<SpanQuery.Row> groups = new ArrayList<>();
        while (rows.next()) {
            int column = 1;
            String from = hasFrom() ? rows.getString(column++) : null;
            String to = hasTo() ? rows.getString(column++) : null;
            int first = column;
            column += query.keys().size();
            long count = rows.getLong(column++);
            long records = rows.getLong(column++);
            long timed = rows.getLong(column++);
            Duration total = duration(rows.getBigDecimal(column++));
            List<@Nullable Duration> percentiles = new ArrayList<>();
            for (int percentile : query.percentiles()) {
                long low = rows.getLong(column++);
                long high = rows.getLong(column++);
                percentiles.add(timed == 0 ? null : SpanQuery.between(percentile, timed, low, high));
            }
            groups.add(new SpanQuery.Row(from, to, columns.read(rows, first), count, records, total, percentiles));
        }
        return groups;
    }

    private static @Nullable Duration duration(@Nullable BigDecimal micros) {
        if (micros == null) {
            return null;
        }
        BigInteger[] parts = micros.toBigIntegerExact().divideAndRemainder(MICROS_PER_SECOND);
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact() * 1_000);
    }
}
