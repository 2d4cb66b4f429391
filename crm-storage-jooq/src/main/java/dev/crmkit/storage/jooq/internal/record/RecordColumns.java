package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.model.Actor;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.RecordState;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is selected, of rows of the alias {@code r}, to read whole records. Not thread-safe. */
final class RecordColumns {
    /** How many columns {@link #select} has. */
    static final int COUNT = 16;

    private final Grammar grammar;
    private final WorkspaceMap map;
    private @Nullable ObjectMap last;

    RecordColumns(Grammar grammar, WorkspaceMap map) {
        this.grammar = grammar;
        this.map = map;
    }

    String select() {
        return "r.id, r.object_no, r.version, r.t1, r.owner, r.assignee, r.source, r.created_by_kind, r.created_by,"
                + " r.created_at, r.updated_at, r.archived_at, r.last_activity_at, r.vals, r.lvals, r.sources";
    }

    StoredRecord read(ResultSet rows) throws SQLException {
        RecordState state = new RecordState(
                token(rows, 5),
                token(rows, 6),
                token(rows, 7),
                moment(rows, 10),
                new Actor(ActorKind.valueOf(rows.getString(8)), rows.getString(9)),
                moment(rows, 11),
                Grammar.moment(rows, 12),
                moment(rows, 13));
        return new StoredRecord(
                rows.getObject(1, UUID.class),
                object(rows.getInt(2)).id(),
                rows.getLong(3),
                displayName(rows.getString(4)),
                state,
                document(rows, 14),
                document(rows, 15),
                document(rows, 16));
    }

    /** The object of this number. */
    ObjectMap object(int number) {
        ObjectMap known = last;
        if (known != null && known.number() == number) {
            return known;
        }
        for (ObjectMap object : map.objects().values()) {
            if (object.number() == number) {
                last = object;
                return object;
            }
        }
        throw new IllegalStateException(
                "A record of workspace '" + map.workspace() + "' is of object number " + number + ", which is unknown");
    }

    /** The display name of what column t1 holds. */
    String displayName(@Nullable String form) {
        return form == null ? "" : grammar.textKey().text(form).raw();
    }

    private @Nullable String token(ResultSet rows, int column) throws SQLException {
        String form = rows.getString(column);
        return form == null ? null : grammar.textKey().raw(form);
    }

    private Instant moment(ResultSet rows, int column) throws SQLException {
        return Objects.requireNonNull(Grammar.moment(rows, column));
    }

    private static String document(ResultSet rows, int column) throws SQLException {
        String document = rows.getString(column);
        return document == null ? "" : document;
    }
}
