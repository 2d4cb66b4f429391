package dev.crmkit.testkit;

import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.spi.storage.TransactionRequest;
import dev.crmkit.spi.storage.TransactionWork;
import dev.crmkit.spi.storage.WorkQueue;
import dev.crmkit.testkit.internal.memory.MemoryState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A storage in the heap, for tests: everything the contract asks of a storage and none of its optional powers. Thread-safe.
 *
 * <p>Each statement runs alone, so each sees one committed state and its own transaction's changes on top (READ COMMITTED). What a
 * transaction writes or locks stays locked until it ends; others wait for it, and a circle of waiting is refused as retryable. Questions
 * read every record of the object: it answers like a database, not as fast. It keeps what it was told from {@link #open} until
 * {@link #close}.
 */
public final class InMemoryStorage implements Storage {
    private static final String NAME = "in-memory storage";

    private final @Nullable InstantSource clock;
    private final AtomicReference<@Nullable MemoryState> state = new AtomicReference<>();

    private InMemoryStorage(@Nullable InstantSource clock) {
        this.clock = clock;
    }

    /**
     * An empty storage. When it is opened without a clock, its jobs live by a clock of its own, which begins at the year 2000 and goes
     * as fast as any.
     */
    public static InMemoryStorage create() {
        return new InMemoryStorage(null);
    }

    /** An empty storage whose jobs live by this clock when it is opened without one. */
    public static InMemoryStorage create(InstantSource clock) {
        return new InMemoryStorage(Objects.requireNonNull(clock, "clock"));
    }

    @Override
    public String name() {
        return NAME;
    }

    /** None. */
    @Override
    public Set<StorageCapability> capabilities() {
        return Set.of();
    }

    @Override
    public StorageInfo open(StorageContext context) {
        InstantSource handed = context.clock();
        InstantSource chosen = handed != null ? handed : clock != null ? clock : elapsedSince2000();
        if (!state.compareAndSet(null, new MemoryState(chosen))) {
            throw new IllegalStateException("The " + NAME + " is open already. Open it once");
        }
        return new StorageInfo(NAME, 1, Map.of(), List.of());
    }

    /** Only the time between two looks matters to jobs, and that needs no calendar. */
    private static InstantSource elapsedSince2000() {
        Instant begin = Instant.parse("2000-01-01T00:00:00Z");
        long nanos = System.nanoTime();
        return () -> begin.plus(Duration.ofNanos(System.nanoTime() - nanos));
    }

    @Override
    public <R> R inTransaction(TransactionRequest request, TransactionWork<R> work) {
        if (request.host() != null) {
            throw new UnsupportedCapabilityException(NAME, StorageCapability.JOIN_HOST_TRANSACTION.name());
        }
        return opened().inTransaction(request, work);
    }

    @Override
    public WorkQueue workQueue() {
        return opened().workQueue();
    }

    private MemoryState opened() {
        MemoryState opened = state.get();
        if (opened == null) {
            throw new IllegalStateException("The " + NAME + " is not open. Open it first");
        }
        return opened;
    }

    /** Forgets everything. */
    @Override
    public void close() {
        state.set(null);
    }
}
