package dev.crmkit.placement;

import java.util.List;

/**
 * Where the records of objects are kept. A large object has a place of its own, with indexes of its own: its lists are as fast as those of a table
 * written for it. The engine moves objects by their size; these calls choose for it. Moving is work for the jobs, in the background: records are
 * read and written meanwhile. Thread-safe, except inside a transaction.
 *
 * <p>In a place of its own an object has an index of what boards ask for together: money by stage, and the group and sum of saved boards; up to four, those of
 * shared views before those of personal ones, the older first.
 *
 * <p>Every method asks for the power {@code MANAGE_SCHEMA}, throws {@code NotFoundException} if the object is not defined, and
 * {@code UnsupportedCapabilityException} where the storage keeps all objects alike. The engine implements it; hosts do not.
 */
public interface Placements {

    /** The placement of an object. */
    Placement get(String object);

    /** The placements of all objects, by slug. */
    List<Placement> list();

    /**
     * Gives an object a place of its own, whatever its size, and keeps it there.
     *
     * @return the placement now, with the goal; where it has a place of its own already, without
     */
    Placement promote(String object);

    /** Brings an object back to the others, whatever its size, and keeps it there; as {@link #promote}. */
    Placement demote(String object);

    /** Leaves it to the engine again where an object is kept; it stays where it is until the engine looks at its size. */
    Placement release(String object);
}
