package dev.crmkit.spi.storage;

import java.util.List;
import java.util.UUID;

/**
 * Brings the records of objects to where they are to be, step by step, while others read and write them. Thread-safe; several nodes may move
 * one object at once.
 *
 * <p>Each call is made outside of any transaction and has transactions of its own. It may be broken off at any moment: the next call goes on, on
 * whatever node.
 */
public interface Relocation {

    /**
     * Takes the next step, if there is one: towards the goal of the object, and once it is there, towards the indexes that it needs. No step
     * holds up readers; one may hold up writers of the workspace for a moment.
     *
     * @param together fields that are often asked for together, each the list of one index: the first is grouped by, the others are
     *     computed. The most important come first: those that cannot be served are passed over, and a storage may serve the first few alone
     * @throws NullPointerException if the workspace has no such object
     */
    Progress advance(String workspace, UUID objectId, List<List<Field>> together);

    /** What a step has come to. Immutable. */
    enum Progress {
        /** There is more to do, at once. */
        MOVED,
        /** There is more to do, but others must end their transactions first. Try again in some seconds. */
        WAITING,
        /** Nothing is left to do. */
        DONE
    }
}
