package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.error.StorageException;
import dev.crmkit.spi.storage.Departure;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.storage.jooq.internal.Cells;
import dev.crmkit.storage.jooq.internal.Dialect;
import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jooq.Record;
import org.jspecify.annotations.Nullable;

/** The table of every id ever given to a record. Whoever writes takes the ids in their order. Not thread-safe. */
final class Identities {
    private final Session session;

    Identities(Session session) {
        this.session = session;
    }

    Map<UUID, Identity> find(Collection<UUID> ids) {
        return read("id", ids).stream().collect(Collectors.toMap(Identity::id, identity -> identity));
    }

    List<Identity> aliases(Collection<UUID> records) {
        return read("alias_of", records);
    }

    private List<Identity> read(String column, Collection<UUID> ids) {
        if (ids.isEmpty() || session.map().objects().isEmpty()) {
            return List.of();
        }
        UUID[] wanted = ids.stream().distinct().toArray(UUID[]::new);
        Map<Integer, UUID> objects =
                session.map().objects().values().stream().collect(Collectors.toMap(ObjectMap::number, ObjectMap::id));
        String columns = "select i.id, i.object_no, i.alias_of, i.erased_at from ";
        return (session.dialect() == Dialect.POSTGRES
                        ? session.sql()
                                .fetch(
                                        columns + "crm_record_id i where i.workspace_id = ? and i." + column
                                                + " = any(cast(? as uuid[]))",
                                        session.workspaceNumber(),
                                        wanted)
                        : session.sql()
                                .fetch(
                                        columns + "unnest(cast(? as uuid array)) w (id) join crm_record_id i"
                                                + " on i.workspace_id = ? and i." + column + " = w.id",
                                        wanted,
                                        session.workspaceNumber()))
                .map(row -> identity(row, objects));
    }

    private static Identity identity(Record row, Map<Integer, UUID> objects) {
        OffsetDateTime erasedAt = Cells.find(row, "erased_at", OffsetDateTime.class);
        UUID object = objects.get(Cells.integer(row, "object_no"));
        if (object == null) {
            throw new IllegalStateException("No object has the number " + Cells.integer(row, "object_no"));
        }
        return new Identity(
                Cells.id(row, "id"),
                object,
                Cells.find(row, "alias_of", UUID.class),
                erasedAt == null ? null : erasedAt.toInstant());
    }

    /** Deletes the rows of the records, and says of their ids what became of them. */
    void remove(ObjectMap object, String table, Collection<Departure> departures) {
        List<Departure> ordered =
                departures.stream().sorted(Comparator.comparing(Departure::id)).toList();
        int removed = batch(
                "delete from " + table + " where workspace_id = ? and bucket in (?, ?) and id = ? and object_no = ?",
                ordered,
                d -> new Object[] {
                    session.workspaceNumber(),
                    object.bucket(),
                    object.second() == null ? object.bucket() : object.second(),
                    d.id(),
                    object.number()
                });
        if (removed != ordered.size()) {
            throw new StorageException(
                    "Of " + ordered.size() + " records of object " + object.id() + " to remove, only " + removed
                            + " exist",
                    false,
                    null);
        }
        List<Departure> merged =
                ordered.stream().filter(d -> d.survivor() != null).toList();
        batch("update crm_record_id set alias_of = ? where workspace_id = ? and alias_of = ?", merged, d ->
                new @Nullable Object[] {d.survivor(), session.workspaceNumber(), d.id()});
        batch("update crm_record_id set alias_of = ? where workspace_id = ? and id = ?", merged, d ->
                new @Nullable Object[] {d.survivor(), session.workspaceNumber(), d.id()});
        batch(
                "update crm_record_id set erased_at = " + Cells.MOMENT + " where workspace_id = ? and id = ?",
                ordered.stream().filter(d -> d.survivor() == null).toList(),
                d -> new Object[] {
                    Objects.requireNonNull(d.erasedAt()).atOffset(ZoneOffset.UTC), session.workspaceNumber(), d.id()
                });
    }

    /** Lets ids that are aliases stand for themselves again. */
    void bringBack(ObjectMap object, List<UUID> ids) {
        int back = batch(
                "update crm_record_id set alias_of = null where workspace_id = ? and id = ? and object_no = ?"
                        + " and alias_of is not null",
                ids.stream().sorted().toList(),
                id -> new Object[] {session.workspaceNumber(), id, object.number()});
        if (back != ids.size()) {
            throw new StorageException(
                    "Of " + ids.size() + " records of object " + object.id() + " to bring back, only " + back
                            + " had been merged",
                    false,
                    null);
        }
    }

    /** Lets ids that are aliases stand for another record. */
    void alias(Collection<UUID> ids, UUID survivor) {
        batch(
                "update crm_record_id set alias_of = ? where workspace_id = ? and id = ? and alias_of is not null",
                ids.stream().distinct().sorted().toList(),
                id -> new Object[] {survivor, session.workspaceNumber(), id});
    }

    private <T> int batch(String sql, List<T> rows, Function<T, @Nullable Object[]> binds) {
        return rows.isEmpty()
                ? 0
                : Arrays.stream(session.sql()
                                .batch(sql, rows.stream().map(binds).toArray(Object[][]::new))
                                .execute())
                        .sum();
    }
}
