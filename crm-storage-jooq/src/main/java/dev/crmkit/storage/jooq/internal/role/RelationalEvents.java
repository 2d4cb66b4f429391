package dev.crmkit.storage.jooq.internal.role;

import dev.crmkit.event.Cause;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.role.Insertion.Column;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The log in a table. Not thread-safe. */
public final class RelationalEvents implements EventStorage {
    private static final String COLUMNS = "workspace_id, id, type, record_id, object_id, record_version, actor_kind,"
            + " actor_id, root_id, causation_id, depth, occurred_at, changes, details, channel";

    private static final Insertion INSERTION = new Insertion(
            "crm_event",
            List.of(
                    new Column("workspace_id", "int4"),
                    new Column("id", "uuid"),
                    new Column("type", "text"),
                    new Column("record_id", "uuid"),
                    new Column("object_id", "uuid"),
                    new Column("record_version", "int8"),
                    new Column("actor_kind", "text"),
                    new Column("actor_id", "text"),
                    new Column("root_id", "uuid"),
                    new Column("causation_id", "uuid"),
                    new Column("depth", "int4"),
                    new Column("occurred_at", "timestamptz"),
                    new Column("changes", "text"),
                    new Column("details", "text"),
                    new Column("channel", "text")),
            "");

    private final Session session;

    /** The log of the session's workspace. */
    public RelationalEvents(Session session) {
        this.session = session;
    }

    @Override
    public void append(List<StoredEvent> events) {
        session.requireWritable();
        if (events.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = new ArrayList<>(events.size());
        for (StoredEvent event : events) {
            rows.add(row(event));
        }
        if (session.dialect() == Dialect.POSTGRES) {
            INSERTION.into(session, rows);
        } else {
            session.sql()
                    .batch(
                            "insert into crm_event (" + COLUMNS + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                                    + Cells.MOMENT + ", ?, ?, ?)",
                            rows.toArray(new Object[0][]))
                    .execute();
        }
    }

    private @Nullable Object[] row(StoredEvent event) {
        return new @Nullable Object[] {
            session.workspaceNumber(),
            event.id(),
            event.type(),
            event.recordId(),
            event.objectId(),
            event.recordVersion(),
            event.actor().kind().name(),
            event.actor().id(),
            event.cause().rootId(),
            event.cause().causationId(),
            event.cause().depth(),
            event.occurredAt().atOffset(ZoneOffset.UTC),
            event.changes(),
            event.details(),
            event.channel()
        };
    }

    @Override
    public List<StoredEvent> list(EventQuery query) {
        return new EventSql(session, COLUMNS).list(query).map(RelationalEvents::event);
    }

    @Override
    public int blank(Collection<UUID> records) {
        return blank("record_id", records);
    }

    @Override
    public int blankEvents(Collection<UUID> events) {
        return blank("id", events);
    }

    private int blank(String column, Collection<UUID> ids) {
        session.requireWritable();
        Object[][] rows = ids.stream()
                .distinct()
                .sorted()
                .map(id -> new Object[] {session.workspaceNumber(), id})
                .toArray(Object[][]::new);
        return rows.length == 0
                ? 0
                : Arrays.stream(session.sql()
                                .batch(
                                        "update crm_event set changes = '', details = '' where workspace_id = ?"
                                                + " and " + column + " = ?",
                                        rows)
                                .execute())
                        .sum();
    }

    private static StoredEvent event(Record row) {
        return new StoredEvent(
                Cells.id(row, "id"),
                Cells.text(row, "type"),
                Cells.find(row, "record_id", UUID.class),
                Cells.find(row, "object_id", UUID.class),
                Cells.number(row, "record_version"),
                new Actor(ActorKind.valueOf(Cells.text(row, "actor_kind")), Cells.text(row, "actor_id")),
                new Cause(
                        Cells.id(row, "root_id"),
                        Cells.find(row, "causation_id", UUID.class),
                        Cells.integer(row, "depth")),
                Cells.moment(row, "occurred_at"),
                Cells.text(row, "changes"),
                Cells.text(row, "details"),
                Cells.find(row, "channel", String.class));
    }
}
