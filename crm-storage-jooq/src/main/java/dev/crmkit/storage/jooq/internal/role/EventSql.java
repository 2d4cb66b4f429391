package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jooq.Result;

/** A question about the log as one statement. Used once. Not thread-safe. */
final class EventSql {
    private final Session session;
    private final String columns;
    private final StringBuilder sql = new StringBuilder();
    private final List<Object> parameters = new ArrayList<>();

    /**
     * A statement in that session.
     *
     * @param columns what is read of each event
     */
    EventSql(Session session, String columns) {
        this.session = session;
        this.columns = columns;
    }

    Result<Record> list(EventQuery query) {
        if (query.records().size() > 1) {
            ofRecords(query);
        } else {
            add("select " + columns + " from crm_event e where e.workspace_id = ?", session.workspaceNumber());
            query.records().forEach(record -> add(" and e.record_id = ?", record));
            restrict(query);
            // H2 uses the index's order only if the whole of it is named.
            add(" order by e.workspace_id, " + index(query) + "e.occurred_at desc, e.id desc limit ?", query.limit());
        }
        return session.sql().fetch(sql.toString(), parameters.toArray());
    }

    /** The columns between workspace and time of the index that serves the question. */
    private static String index(EventQuery query) {
        if (!query.records().isEmpty()) {
            return "e.record_id, ";
        }
        if (query.rootId() != null) {
            return "e.root_id, ";
        }
        if (query.channel() != null) {
            return "e.channel, ";
        }
        return query.actorId() != null ? "e.actor_kind, e.actor_id, " : "";
    }

    private void ofRecords(EventQuery query) {
        UUID[] records = query.records().toArray(UUID[]::new);
        if (session.dialect() == Dialect.POSTGRES) {
            // Each record gives a page at most, by its index; the pages are merged.
            add("select " + columnsOf("p")
                    + " from unnest(cast(? as uuid[])) as w (record) cross join lateral (select ");
            parameters.add(records);
            add(
                    columnsOf("e") + " from crm_event e where e.workspace_id = ? and e.record_id = w.record",
                    session.workspaceNumber());
            restrict(query);
            add(" order by e.occurred_at desc, e.id desc limit ?) p", query.limit());
            add(" order by p.occurred_at desc, p.id desc limit ?", query.limit());
        } else {
            // H2 takes the values of ANY to an index only by its first column; a join takes all columns.
            add("select " + columnsOf("e")
                    + " from unnest(cast(? as uuid array)) w (record) join crm_event e on e.workspace_id = ?");
            parameters.add(records);
            parameters.add(session.workspaceNumber());
            add(" and e.record_id = w.record where true");
            restrict(query);
            add(" order by e.occurred_at desc, e.id desc limit ?", query.limit());
        }
    }

    private String columnsOf(String table) {
        return Arrays.stream(columns.split(", ")).map(c -> table + "." + c).collect(Collectors.joining(", "));
    }

    private void restrict(EventQuery query) {
        types(query.types());
        UUID object = query.objectId();
        if (object != null) {
            add(" and e.object_id = ?", object);
        }
        ActorKind kind = query.actorKind();
        if (kind != null) {
            add(" and e.actor_kind = ?", kind.name());
        }
        String actor = query.actorId();
        if (actor != null) {
            add(" and e.actor_id = ?", actor);
        }
        String channel = query.channel();
        if (channel != null) {
            add(" and e.channel = ?", channel);
        }
        UUID root = query.rootId();
        if (root != null) {
            add(" and e.root_id = ?", root);
        }
        Instant from = query.from();
        if (from != null) {
            add(" and e.occurred_at >= " + Cells.MOMENT, from.atOffset(ZoneOffset.UTC));
        }
        Instant until = query.until();
        if (until != null) {
            add(" and e.occurred_at < " + Cells.MOMENT, until.atOffset(ZoneOffset.UTC));
        }
        EventQuery.Place after = query.after();
        if (after != null) {
            add(
                    " and (e.occurred_at, e.id) < (" + Cells.MOMENT + ", ?)",
                    after.occurredAt().atOffset(ZoneOffset.UTC),
                    after.id());
        }
    }

    private void types(Set<String> types) {
        if (types.isEmpty()) {
            return;
        }
        List<String> choices = new ArrayList<>();
        List<Object> values = new ArrayList<>();
        List<String> exact = types.stream().filter(type -> !type.endsWith(".*")).toList();
        if (!exact.isEmpty()) {
            choices.add(session.dialect() == Dialect.POSTGRES ? "e.type = any(cast(? as text[]))" : "e.type = any(?)");
            values.add(exact.toArray(String[]::new));
        }
        for (String type : types) {
            if (type.endsWith(".*")) {
                // What begins with "email." is the range from it up to "email/": the slash follows the dot.
                String begin = type.substring(0, type.length() - 2);
                choices.add("(e.type >= ? and e.type < ?)");
                values.add(begin + ".");
                values.add(begin + "/");
            }
        }
        add(" and (" + String.join(" or ", choices) + ")", values.toArray());
    }

    private void add(String text, Object... values) {
        sql.append(text);
        parameters.addAll(Arrays.asList(values));
    }
}
