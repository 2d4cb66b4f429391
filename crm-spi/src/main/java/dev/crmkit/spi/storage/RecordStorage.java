package dev.crmkit.spi.storage;

import dev.crmkit.model.IndexState;
import dev.crmkit.query.Count;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Records of the workspace. Every call costs a number of statements that does not depend on the number of records in it. Not thread-safe. */
public interface RecordStorage {

    /** The records that exist of these ids, of whatever object, in no order; unknown ids are left out. */
    List<StoredRecord> load(Collection<UUID> ids);

    /** As {@link #load(Collection)}, of one object: ids of others are left out. Whoever knows the object spares the storage looking into all. */
    List<StoredRecord> load(UUID objectId, Collection<UUID> ids);

    /**
     * As {@link #load}, and keeps other transactions from writing them until this one ends. Waits for those that are writing them, and
     * answers with what they left. Locks in the order of ids, so that two callers never wait for each other.
     */
    List<StoredRecord> lock(Collection<UUID> ids);

    /** As {@link #lock(Collection)}, of one object: ids of others are left out. */
    List<StoredRecord> lock(UUID objectId, Collection<UUID> ids);

    /** Name and object of the records that exist of these ids, by id. */
    Map<UUID, RecordLabel> labels(Collection<UUID> ids);

    /** As {@link #labels(Collection)}, of some objects: ids of others are left out. */
    Map<UUID, RecordLabel> labels(Collection<UUID> objectIds, Collection<UUID> ids);

    /**
     * Writes records of one object with all their projections. Each unique key is taken by at most one live record of the workspace, also
     * between concurrent transactions.
     *
     * @return the unique keys that are held by others, or wanted by two of these; if there are any, the caller rolls back what this call wrote
     */
    List<UniqueConflict> write(UUID objectId, List<RecordWrite> writes);

    /** The live records that hold these unique keys of the object, by key; keys that nobody holds are left out. */
    Map<UniqueKey, UUID> holders(UUID objectId, Collection<UniqueKey> keys);

    /**
     * Moves the time of the last activity forward to that instant, where it is earlier; nothing else changes. Unknown ids are left out.
     *
     * @param at whole microseconds
     */
    void touch(Collection<UUID> ids, Instant at);

    /** What became of those of the ids that were once given to a record, by id; the others are left out. */
    Map<UUID, Identity> identities(Collection<UUID> ids);

    /** The ids that stand for one of these records beside its own, in no order. */
    List<Identity> aliases(Collection<UUID> records);

    /**
     * Takes locked records of one object away, with all projections and the named unique keys. Their ids stay known: edges, items and events may go on
     * naming them. An id that stood for a merged record stands for its survivor from now on, so that every alias leads to a record in one step.
     */
    void remove(UUID objectId, Collection<Departure> departures);

    /**
     * Writes records of one object whose ids stand for others, so that they stand for themselves again. {@link RecordWrite#isNew} is true.
     *
     * @return as {@link #write}
     * @throws dev.crmkit.error.StorageException if one of the ids is not an alias
     */
    List<UniqueConflict> bringBack(UUID objectId, List<RecordWrite> writes);

    /** Lets ids that stand for another record stand for this one; ids that are no aliases are left out. */
    void alias(Collection<UUID> ids, UUID survivor);

    /** A page of records. */
    RecordPage list(RecordQuery query);

    /** The first page of each group of a list, in the order of the values asked for: as {@link #list} gives {@link GroupHeads#of} each. */
    List<RecordPage> heads(GroupHeads query);

    /** How many records the query has without its page, exact up to the cap. */
    Count count(RecordQuery query, int cap);

    /** Groups of records, in no order. */
    List<Grouping.Row> group(Grouping grouping);

    /**
     * Groups of the linked records for each anchor, in no order. The first key of a row is the anchor, as references with one id; the others follow. An anchor
     * without linked records has no row.
     *
     * @param keys what to group by beside the anchor, up to three, none of them by buckets
     * @param measures as in a {@link Grouping}
     */
    List<Grouping.Row> group(Links links, List<Grouping.Key> keys, List<Grouping.Computation> measures);

    /**
     * Of the records linked to each anchor that have a value in the sort's field the one that comes first, by anchor; of equal ones the one with the least id
     * (bytewise).
     *
     * @param sort by a NUMBER, CODE or MOMENT
     */
    Map<UUID, UUID> first(Links links, SortKey sort);

    /** How each field that the predicate and the sorts name is served, in the order of appearance, without repetition. */
    List<FieldAccess> accesses(RecordQuery query);

    /** The storage's own plan of the page, for people; empty if it has none. */
    String plan(RecordQuery query);

    /**
     * How one field of a query is served. Immutable.
     *
     * @param field the field
     * @param state whether an index serves it, or why none does
     */
    record FieldAccess(Field field, IndexState state) {
        /** Whether an index serves it. */
        public boolean indexed() {
            return state == IndexState.READY;
        }
    }
}
