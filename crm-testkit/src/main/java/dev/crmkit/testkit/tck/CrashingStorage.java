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
import java.util.concurrent.atomic.AtomicInteger;

/** A storage in which a writing transaction dies at its end, before the commit, when a test says so. Thread-safe. */
final class CrashingStorage implements Storage {
    private final Storage storage;
    private final AtomicInteger left = new AtomicInteger();
    private final AtomicInteger crashes = new AtomicInteger();

    CrashingStorage(Storage storage) {
        this.storage = storage;
    }

    /** Lets the writing transaction of that number die, counted from now on and from 1. */
    void crashAt(int transaction) {
        left.set(transaction);
    }

    /** How many transactions have died. */
    int crashes() {
        return crashes.get();
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
    public StorageInfo open(StorageContext context) {
        return storage.open(context);
    }

    @Override
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        return storage.inTransaction(request, transaction -> {
            R result = work.run(transaction);
            if (request.mode() == TransactionRequest.Mode.WRITE && left.get() > 0 && left.decrementAndGet() == 0) {
                crashes.incrementAndGet();
                throw new IllegalStateException("The transaction dies, as the test says");
            }
            return result;
        });
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
    public void close() {
        storage.close();
    }
}
