package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One storage under several engines, as if they were nodes: the first opens it, the last closes it. All engines need the same clock. Thread-safe.
 */
final class SharedStorage implements Storage {
    private final Storage storage;
    private @Nullable StorageInfo info;
    private int engines;

    SharedStorage(Storage storage) {
        this.storage = storage;
    }

    @Override
    public String name() {
        return storage.name();
    }

    @Override
    public Set<StorageCapability> capabilities() {
        return storage.capabilities();
    }

    @Override
    public synchronized StorageInfo open(StorageContext context) {
        StorageInfo known = info;
        if (known == null) {
            known = storage.open(context);
            info = known;
        }
        engines++;
        return known;
    }

    @Override
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        return storage.inTransaction(request, work);
    }

    @Override
    public WorkQueue workQueue() {
        return storage.workQueue();
    }

    @Override
    public Relocation relocation() {
        return storage.relocation();
    }

    @Override
    public synchronized void close() {
        engines--;
        if (engines == 0) {
            storage.close();
        }
    }
}
