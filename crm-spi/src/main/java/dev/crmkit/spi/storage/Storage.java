package dev.crmkit.spi.storage;

import dev.crmkit.error.UnsupportedCapabilityException;
import java.util.Set;

/**
 * Where an engine keeps everything. Rules: {@code docs/spi/storage.md}. Thread-safe.
 *
 * <p>One engine opens a storage once, uses it from many threads and closes it.
 */
public interface Storage extends AutoCloseable {

    /** A short name for messages, as in "PostgreSQL". */
    String name();

    /**
     * The powers it has. From {@link #open} on the same at every call; before it, those that are certain whatever the database turns out
     * to be, which may be fewer.
     */
    Set<StorageCapability> capabilities();

    /**
     * Connects, brings the layout up to date and says what is there. Called once, before anything else. Two nodes may open at once.
     *
     * @throws dev.crmkit.error.StorageException with {@code STORAGE_NEWER_SCHEMA} if the layout is newer than this version understands
     */
    StorageInfo open(StorageContext context);

    /**
     * Runs work in a transaction: committed when it returns, rolled back when it throws. In a host's transaction neither happens; what
     * the work wrote is undone when it throws, and the rest of the host's transaction stays usable.
     *
     * @throws dev.crmkit.error.UnsupportedCapabilityException if the request names a host transaction and the storage cannot join one
     * @throws dev.crmkit.error.StorageException if the database fails; retryable after a deadlock or serialization failure
     */
    <R> R inTransaction(TransactionRequest request, TransactionWork<R> work);

    /** Claiming and leasing of jobs, over all workspaces; each call is a transaction of its own. */
    WorkQueue workQueue();

    /**
     * Moves the records of large objects.
     *
     * @throws UnsupportedCapabilityException without {@link StorageCapability#RELOCATION}
     */
    default Relocation relocation() {
        throw new UnsupportedCapabilityException(name() + " storage", StorageCapability.RELOCATION.name());
    }

    /** Releases what {@link #open} acquired; what the host lent stays open. Closing twice does nothing. */
    @Override
    void close();
}
