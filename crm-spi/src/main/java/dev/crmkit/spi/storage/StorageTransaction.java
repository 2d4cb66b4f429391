package dev.crmkit.spi.storage;

import dev.crmkit.error.UnsupportedCapabilityException;
import java.util.function.Supplier;

/**
 * A transaction, bound to one workspace; the only way to what is stored. Everything in it sees and touches this workspace alone. Not
 * thread-safe; dead once its work has returned.
 */
public interface StorageTransaction {

    /** The workspace as it was when the transaction began. */
    WorkspaceState workspace();

    /** Definitions of objects. */
    SchemaStorage schema();

    /** Records and questions about them. */
    RecordStorage records();

    /** Upkeep of the indexes of records. */
    IndexStorage indexes();

    /** Relations between records. */
    EdgeStorage edges();

    /** What belongs to records beside their values. */
    ItemStorage items();

    /** How records moved through stages. */
    MoveStorage moves();

    /** The log of what happened. */
    EventStorage events();

    /** Idempotency keys, counters and named locks. */
    LedgerStorage ledger();

    /** Small named definitions. */
    DocumentStorage documents();

    /** Jobs of this workspace. */
    JobStorage jobs();

    /**
     * Where the records of objects are kept.
     *
     * @throws UnsupportedCapabilityException without {@link StorageCapability#RELOCATION}
     */
    default PlacementStorage placements() {
        throw new UnsupportedCapabilityException("storage", StorageCapability.RELOCATION.name());
    }

    /** Runs work that is undone as a whole if it throws, while the transaction stays usable. */
    <R> R atomically(Supplier<R> work);
}
