package dev.crmkit.integration;

import dev.crmkit.spi.storage.Home;
import dev.crmkit.spi.storage.Relocation;
import dev.crmkit.spi.storage.Relocation.Progress;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.StoredPlacement;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** A storage whose objects move after each transaction that writes: to a place of their own at once, or step by step there and back for ever. Thread-safe. */
final class MovingStorage implements Storage {
    /** More than a move takes, unless others keep their transactions open. */
    private static final int MOST_STEPS = 40;

    private final Storage storage;
    private final boolean restless;

    private MovingStorage(Storage storage, boolean restless) {
        this.storage = storage;
        this.restless = restless;
    }

    /** Every object is moved to a place of its own once it is defined, and stays. */
    static MovingStorage settled(Storage storage) {
        return new MovingStorage(storage, false);
    }

    /** Every object takes one step after each transaction that writes; when it has arrived, it turns round. */
    static MovingStorage restless(Storage storage) {
        return new MovingStorage(storage, true);
    }

    @Override
    public String name() {
        return storage.name();
    }

    /** Whoever uses it knows nothing of the moving. */
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
        R result = storage.inTransaction(request, work);
        if (request.mode().writes() && request.host() == null) {
            List<StoredPlacement> placements = storage.inTransaction(
                    TransactionRequest.read(request.workspace()),
                    transaction -> transaction.placements().list());
            placements.forEach(placement -> move(request.workspace(), placement));
        }
        return result;
    }

    private void move(String workspace, StoredPlacement placement) {
        if (restless) {
            if (placement.goal() == null) {
                aim(workspace, placement.objectId(), placement.home() == Home.OWN ? Home.SHARED : Home.OWN);
            }
            advance(workspace, placement.objectId());
        } else if (placement.home() == Home.SHARED || placement.goal() != null) {
            aim(workspace, placement.objectId(), Home.OWN);
            Progress progress = Progress.MOVED;
            for (int i = 0; i < MOST_STEPS && progress != Progress.DONE; i++) {
                progress = advance(workspace, placement.objectId());
            }
        }
    }

    private void aim(String workspace, UUID object, Home goal) {
        storage.inTransaction(TransactionRequest.write(workspace), transaction -> {
            transaction.placements().aim(object, goal, true);
            return true;
        });
    }

    private Progress advance(String workspace, UUID object) {
        return storage.relocation().advance(workspace, object, List.of());
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
