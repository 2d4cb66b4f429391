package dev.crmkit.spi.storage;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * Upkeep of indexes, in a storage that has a limited number of places for them. Nothing here changes an answer, and nobody waits for it longer than for a change
 * of a definition. A storage without such places says so of every index, and has nothing to do. Not thread-safe.
 */
public interface IndexStorage {

    /** How each form of the object's attributes that are not deleted is indexed, in the order of the attributes, then by name of the form. */
    List<StoredIndex> list(UUID objectId);

    /**
     * Notes that questions named these fields, now. Unknown ones are left out.
     *
     * @return whether one of them has no index and might get one by {@link #advance}
     */
    boolean use(Collection<Field.Attribute> fields);

    /**
     * Takes every step that is due now in the workspace: gives places, begins to take them back, lets others be used. Where nothing is due, nobody waits and the schema
     * version stays; else it waits as {@link SchemaStorage#lock} does and raises the version.
     *
     * @param idle how long no question must have named a field that makes room for another; those that are always wanted need not wait that long, and never make room
     */
    IndexWork advance(Duration idle);

    /**
     * Says that every record of the object was written, each as it is, in transactions that began at this schema version or later. Waits and raises the version as
     * {@link #advance} does, if something goes on by that.
     *
     * @param schemaVersion that of {@link IndexWork}
     */
    void rewritten(UUID objectId, long schemaVersion);

    /**
     * Where what questions look at is not what it should be, in no order. Lock the records first.
     *
     * @param expected records of the object as they should be stored; what they say of unique keys does not matter
     */
    List<IndexFault> faults(UUID objectId, List<RecordWrite> expected);
}
