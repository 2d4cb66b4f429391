package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Everything one in-memory storage keeps. Thread-safe. */
public final class MemoryState {
    private final Locks locks = new Locks();
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Space> spaces = new LinkedHashMap<>();
    private long lastNumber;

    /** Nothing yet. */
    public MemoryState(InstantSource clock) {
        this.clock = clock;
    }

    /** Runs work in a transaction of its own. */
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        MemoryTransaction transaction = locks.call(() -> begin(request));
        try {
            R result = work.run(transaction);
            transaction.commit();
            return result;
        } finally {
            transaction.end();
        }
    }

    private MemoryTransaction begin(TransactionRequest request) {
        Locks.Owner owner = new Locks.Owner();
        Locks.Key schema = MemorySchema.lockOf(request.workspace());
        switch (request.mode()) {
            case READ -> {}
            case WRITE -> locks.share(schema, owner);
            case ALTER -> locks.acquire(schema, owner);
        }
        boolean writes = request.mode().writes();
        Space space = writes ? spaces.computeIfAbsent(request.workspace(), this::newSpace) : findSpace(request);
        return new MemoryTransaction(this, space, owner, writes);
    }

    private Space findSpace(TransactionRequest request) {
        Space known = spaces.get(request.workspace());
        return known == null ? new Space(request.workspace(), "") : known;
    }

    private Space newSpace(String id) {
        byte[] secret = new byte[32];
        random.nextBytes(secret);
        return new Space(id, HexFormat.of().formatHex(secret));
    }

    /** The queue over all workspaces. */
    public WorkQueue workQueue() {
        return new MemoryQueue(this);
    }

    Locks locks() {
        return locks;
    }

    Collection<Space> spaces() {
        return spaces.values();
    }

    Instant now() {
        return clock.instant();
    }

    /** Goes up with every call, over all workspaces. */
    long nextNumber() {
        return ++lastNumber;
    }
}
