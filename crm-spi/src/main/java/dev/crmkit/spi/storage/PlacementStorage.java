package dev.crmkit.spi.storage;

import java.util.List;
import java.util.UUID;

/** Where the records of the workspace's objects are kept. Not thread-safe. */
public interface PlacementStorage {

    /** The placement of every object, the deleted ones too, in the order in which they were defined. */
    List<StoredPlacement> list();

    /**
     * Says where the records of an object are to be. Nothing moves before {@link Relocation#advance} is called; a move the other way that is under
     * way turns round. The transaction writes.
     *
     * @param byHand whether somebody chose that
     * @throws NullPointerException if the workspace has no such object
     */
    void aim(UUID objectId, Home goal, boolean byHand);
}
