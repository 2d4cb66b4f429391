package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.role.Insertion.Column;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/**
 * Relations in a table. Not thread-safe.
 *
 * <p>Labels sort by code point: on PostgreSQL by collation "C", on H2 as bytes of UTF-8.
 */
public final class RelationalEdges implements EdgeStorage {
    /** Writers that touch the same edges take them in the same order. */
    private static final Comparator<Edge.Key> LOCK_ORDER = Comparator.comparing(Edge.Key::from)
            .thenComparing(Edge.Key::relation)
            .thenComparing(Edge.Key::to);

    private static final Insertion INSERTION = new Insertion(
            "crm_edge",
            List.of(
                    new Column("workspace_id", "int4"),
                    new Column("from_id", "uuid"),
                    new Column("relation", "text"),
                    new Column("to_id", "uuid"),
                    new Column("place", "int4"),
                    new Column("metadata", "text")),
            " on conflict (workspace_id, from_id, relation, to_id)"
                    + " do update set place = excluded.place, metadata = excluded.metadata");

    private final Session session;
    private final boolean onPostgres;

    /** The edges of the session's workspace. */
    public RelationalEdges(Session session) {
        this.session = session;
        this.onPostgres = session.dialect() == Dialect.POSTGRES;
    }

    @Override
    public void put(Collection<Edge> edges) {
        session.requireWritable();
        Map<Edge.Key, Edge> distinct = new LinkedHashMap<>();
        edges.forEach(edge -> distinct.put(edge.key(), edge));
        List<@Nullable Object[]> rows = new ArrayList<>(distinct.size());
        distinct.values().stream()
                .sorted(Comparator.comparing(Edge::key, LOCK_ORDER))
                .map(edge -> new Object[] {
                    session.workspaceNumber(),
                    edge.key().from(),
                    label(edge.key().relation()),
                    edge.key().to(),
                    edge.position(),
                    edge.metadata()
                })
                .forEach(rows::add);
        if (rows.isEmpty()) {
            return;
        }
        if (onPostgres) {
            INSERTION.into(session, rows);
        } else {
            session.sql()
                    .batch(
                            "merge into crm_edge (workspace_id, from_id, relation, to_id, place, metadata)"
                                    + " key (workspace_id, from_id, relation, to_id) values (?, ?, ?, ?, ?, ?)",
                            rows.toArray(new Object[0][]))
                    .execute();
        }
    }

    @Override
    public int remove(Collection<Edge.Key> keys) {
        session.requireWritable();
        Object[][] rows = Set.copyOf(keys).stream()
                .sorted(LOCK_ORDER)
                .map(key -> new Object[] {session.workspaceNumber(), key.from(), label(key.relation()), key.to()})
                .toArray(Object[][]::new);
        if (rows.length == 0) {
            return 0;
        }
        return Arrays.stream(session.sql()
                        .batch(
                                "delete from crm_edge where workspace_id = ? and from_id = ? and relation = ? and to_id = ?",
                                rows)
                        .execute())
                .sum();
    }

    @Override
    public Optional<Edge> find(Edge.Key key) {
        Question question = new Question("from_id", key.from(), key.relation());
        question.add(" and to_id = ?", key.to());
        return question.ask(" limit ?", 1).stream().findFirst();
    }

    @Override
    public List<Edge> outgoing(UUID from, @Nullable String relation, @Nullable Edge after, int limit) {
        Question question = new Question("from_id", from, relation);
        if (after != null) {
            question.add(
                    " and (relation, place, to_id) > (?, ?, ?)",
                    label(after.key().relation()),
                    after.position(),
                    after.key().to());
        }
        return question.ask(" order by workspace_id, from_id, relation, place, to_id limit ?", limit);
    }

    @Override
    public List<Edge> incoming(UUID to, @Nullable String relation, @Nullable Edge after, int limit) {
        Question question = new Question("to_id", to, relation);
        if (after != null) {
            question.add(
                    " and (relation, from_id) > (?, ?)",
                    label(after.key().relation()),
                    after.key().from());
        }
        return question.ask(" order by workspace_id, to_id, relation, from_id limit ?", limit);
    }

    @Override
    public List<UUID> neighbours(UUID record, int limit) {
        // Names that begin with @ are the range from @ up to A.
        String plain = " and (relation < ? or relation >= ?)";
        return session.sql()
                .fetch(
                        "select other from (select to_id as other from crm_edge where workspace_id = ? and from_id = ?"
                                + plain + " union select from_id as other from crm_edge where workspace_id = ?"
                                + " and to_id = ?" + plain + ") n order by other desc limit ?",
                        session.workspaceNumber(),
                        record,
                        label("@"),
                        label("A"),
                        session.workspaceNumber(),
                        record,
                        label("@"),
                        label("A"),
                        limit)
                .map(row -> row.get(0, UUID.class));
    }

    @Override
    public List<UUID> ancestors(UUID start, String relation) {
        return onPostgres ? ancestorsAtOnce(start, relation) : ancestorsByLevel(start, relation);
    }

    /** The recursion gives each record once, so it ends in a cycle too; the order is made here from the edges among them. */
    private List<UUID> ancestorsAtOnce(UUID start, String relation) {
        Map<UUID, List<UUID>> above = new HashMap<>();
        session.sql()
                .fetch(
                        "with recursive above (id) as (select cast(? as uuid)"
                                + " union select e.to_id from above a join crm_edge e"
                                + " on e.workspace_id = ? and e.relation = ? and e.from_id = a.id)"
                                + " select e.from_id, e.to_id from above a join crm_edge e"
                                + " on e.workspace_id = ? and e.relation = ? and e.from_id = a.id"
                                + " order by e.from_id, e.place, e.to_id",
                        start,
                        session.workspaceNumber(),
                        relation,
                        session.workspaceNumber(),
                        relation)
                .forEach(row -> above.computeIfAbsent(Cells.id(row, "from_id"), any -> new ArrayList<>())
                        .add(Cells.id(row, "to_id")));
        Set<UUID> found = new LinkedHashSet<>();
        List<UUID> level = List.of(start);
        while (!level.isEmpty()) {
            List<UUID> next = new ArrayList<>();
            for (UUID below : level) {
                for (UUID parent : above.getOrDefault(below, List.of())) {
                    if (found.add(parent)) {
                        next.add(parent);
                    }
                }
            }
            level = next;
        }
        return List.copyOf(found);
    }

    /** H2 has no recursion that ends in a cycle. It runs in this process, so a statement per level costs little. */
    private List<UUID> ancestorsByLevel(UUID start, String relation) {
        Set<UUID> found = new LinkedHashSet<>();
        List<UUID> level = List.of(start);
        while (!level.isEmpty()) {
            List<UUID> next = new ArrayList<>();
            for (Record row : session.sql()
                    .fetch(
                            "select e.to_id from unnest(cast(? as uuid array)) w (id) join crm_edge e"
                                    + " on e.workspace_id = ? and e.from_id = w.id and e.relation = ?"
                                    + " order by e.from_id, e.place, e.to_id",
                            level.toArray(UUID[]::new),
                            session.workspaceNumber(),
                            label(relation))) {
                UUID parent = row.get(0, UUID.class);
                if (found.add(parent)) {
                    next.add(parent);
                }
            }
            level = next;
        }
        return List.copyOf(found);
    }

    @Override
    public List<Edge.Key> upward(Collection<UUID> starts, String relation) {
        if (starts.isEmpty()) {
            return List.of();
        }
        UUID[] from = starts.stream().distinct().toArray(UUID[]::new);
        if (!onPostgres) {
            return upwardByLevel(from, relation);
        }
        // The recursion gives each record once, so it ends in a cycle too.
        return session.sql()
                .fetch(
                        "with recursive above (id) as (select unnest(cast(? as uuid[]))"
                                + " union select e.to_id from above a join crm_edge e"
                                + " on e.workspace_id = ? and e.relation = ? and e.from_id = a.id)"
                                + " select e.from_id, e.relation, e.to_id from above a join crm_edge e"
                                + " on e.workspace_id = ? and e.relation = ? and e.from_id = a.id",
                        from,
                        session.workspaceNumber(),
                        relation,
                        session.workspaceNumber(),
                        relation)
                .map(this::key);
    }

    private List<Edge.Key> upwardByLevel(UUID[] starts, String relation) {
        Set<Edge.Key> passed = new LinkedHashSet<>();
        UUID[] level = starts;
        while (level.length > 0) {
            level = atEnd("from_id", List.of(level), Set.of(relation), Integer.MAX_VALUE).stream()
                    .filter(passed::add)
                    .map(Edge.Key::to)
                    .distinct()
                    .toArray(UUID[]::new);
        }
        return List.copyOf(passed);
    }

    @Override
    public List<Edge.Key> outgoing(Collection<UUID> from, Set<String> relations, int limit) {
        return atEnd("from_id", from, relations, limit);
    }

    @Override
    public List<Edge.Key> incoming(Collection<UUID> to, Set<String> relations, int limit) {
        return atEnd("to_id", to, relations, limit);
    }

    private List<Edge.Key> atEnd(String end, Collection<UUID> records, Set<String> relations, int limit) {
        if (records.isEmpty() || relations.isEmpty()) {
            return List.of();
        }
        List<Object> parameters = new ArrayList<>();
        parameters.add(records.stream().distinct().toArray(UUID[]::new));
        parameters.add(session.workspaceNumber());
        relations.forEach(relation -> parameters.add(label(relation)));
        parameters.add(limit);
        return session.sql()
                .fetch(
                        "select e.from_id, e.relation, e.to_id from unnest("
                                + (onPostgres ? "cast(? as uuid[])" : "cast(? as uuid array)")
                                + ") w (id) join crm_edge e on e.workspace_id = ? and e." + end
                                + " = w.id where e.relation in ("
                                + String.join(", ", Collections.nCopies(relations.size(), "?"))
                                + ") limit ?",
                        parameters.toArray())
                .map(this::key);
    }

    private Edge.Key key(Record row) {
        return new Edge.Key(Cells.id(row, "from_id"), relation(row), Cells.id(row, "to_id"));
    }

    private Object label(String relation) {
        return onPostgres ? relation : relation.getBytes(StandardCharsets.UTF_8);
    }

    private String relation(Record row) {
        return onPostgres
                ? Cells.text(row, "relation")
                : new String(Cells.get(row, "relation", byte[].class), StandardCharsets.UTF_8);
    }

    /** A question for the edges at one end. */
    private final class Question {
        private final StringBuilder sql;
        private final List<Object> parameters = new ArrayList<>();

        Question(String end, UUID record, @Nullable String relation) {
            sql = new StringBuilder(
                    "select from_id, relation, to_id, place, metadata from crm_edge where workspace_id = ?");
            parameters.add(session.workspaceNumber());
            add(" and " + end + " = ?", record);
            if (relation != null) {
                add(" and relation = ?", label(relation));
            }
        }

        void add(String condition, Object... values) {
            sql.append(condition);
            parameters.addAll(List.of(values));
        }

        List<Edge> ask(String order, int limit) {
            add(order, limit);
            return session.sql()
                    .fetch(sql.toString(), parameters.toArray())
                    .map(row -> new Edge(
                            new Edge.Key(Cells.id(row, "from_id"), relation(row), Cells.id(row, "to_id")),
                            Cells.integer(row, "place"),
                            Cells.text(row, "metadata")));
        }
    }
}
