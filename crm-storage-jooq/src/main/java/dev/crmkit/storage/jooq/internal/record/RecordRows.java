package dev.crmkit.storage.jooq.internal.record;

import dev.crmkit.storage.jooq.internal.Session;
import dev.crmkit.storage.jooq.internal.schema.ObjectMap;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.IntConsumer;

/** Writes rows, each call in one statement. Immutable. */
interface RecordRows {

    /** Gives the ids away for good. */
    void insertIdentities(Session session, ObjectMap object, List<UUID> ids);

    /** Inserts rows. */
    void insert(Session session, ObjectMap object, List<RowImage> rows);

    /**
     * Updates rows, at once or when the session next talks to the database.
     *
     * @param outcome hears then how many there were
     */
    void update(Session session, ObjectMap object, List<RowImage> rows, IntConsumer outcome);

    /** Moves the time of last activity forward, in the order of the ids; there is at least one object. */
    void touch(Session session, Collection<ObjectMap> objects, List<UUID> ids, Instant at);

    /** Deletes unique keys that these records hold. */
    void release(Session session, List<HeldKey> keys);

    /** Inserts those unique keys that nobody holds, one after the other, and says how many. Waits for writers of the same keys. */
    int take(Session session, List<HeldKey> keys);

    /**
     * A row of the table of unique keys. Immutable.
     *
     * @param attribute the attribute's number
     * @param key the key
     * @param record the record that holds it or wants it
     */
    record HeldKey(int attribute, String key, UUID record) {}
}
