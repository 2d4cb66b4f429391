package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.Edge;
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.spi.storage.EventQuery;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.Identity;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.SchemaStorage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.StoredEvent;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredMove;
import dev.crmkit.spi.storage.UniqueKey;
import dev.crmkit.spi.storage.WorkspaceState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One transaction: its changes, its locks and the roles it is seen through. */
final class MemoryTransaction implements StorageTransaction {
    final Space space;
    final View<String, Long> versions;
    final View<String, String> settings;
    final View<UUID, Space.Definition> definitions;
    final View<UUID, RecordRow> recordRows;
    final View<UUID, Identity> identityRows;
    final View<UniqueKey, UUID> uniqueKeys;
    final View<Space.OutgoingKey, Edge> outgoingEdges;
    final View<Edge.Key, Edge> edgesByEnd;
    final View<UUID, StoredItem> itemRows;
    final View<Space.ItemKey, StoredItem> itemsByRecord;
    final View<EventQuery.Place, StoredEvent> eventRows;
    final View<MoveStorage.Place, StoredMove> moveRows;
    final View<String, Space.IdempotencyRow> idempotency;
    final View<Space.DocumentKey, String> documentRows;
    final View<UUID, JobRow> jobRows;
    private Map<String, Long> additions = new HashMap<>();

    private final MemoryState state;
    private final boolean writes;
    private final Locks.Owner owner;
    private final List<View<?, ?>> views = new ArrayList<>();
    private final WorkspaceState begun;
    private boolean ended;

    MemoryTransaction(MemoryState state, Space space, Locks.Owner owner, boolean writes) {
        this.state = state;
        this.space = space;
        this.owner = owner;
        this.writes = writes;
        versions = view(space.versions);
        settings = view(space.settings);
        definitions = view(space.definitions);
        recordRows = view(space.records);
        identityRows = view(space.identities);
        uniqueKeys = view(space.uniqueKeys);
        outgoingEdges = view(space.outgoing);
        edgesByEnd = view(space.edges);
        itemRows = view(space.items);
        itemsByRecord = view(space.itemsByRecord);
        eventRows = view(space.events);
        moveRows = view(space.moves);
        idempotency = view(space.idempotency);
        documentRows = view(space.documents);
        jobRows = view(space.jobs);
        begun = new WorkspaceState(space.id, schemaVersion(), documentsVersion(), space.secret);
    }

    private <K, V> View<K, V> view(Table<K, V> table) {
        View<K, V> view = new View<>(table);
        views.add(view);
        return view;
    }

    long schemaVersion() {
        Long version = versions.find(Space.SCHEMA_VERSION);
        return version == null ? 0 : version;
    }

    long documentsVersion() {
        Long version = versions.find(Space.DOCUMENTS_VERSION);
        return version == null ? 0 : version;
    }

    Instant now() {
        return state.now();
    }

    long nextNumber() {
        return state.nextNumber();
    }

    /** Runs a statement that reads. */
    <T extends @Nullable Object> T read(Supplier<T> statement) {
        return state.locks().call(() -> {
            refuseIfEnded();
            return statement.get();
        });
    }

    /** Runs a statement that writes or locks. */
    <T extends @Nullable Object> T write(Supplier<T> statement) {
        return state.locks().call(() -> {
            refuseIfEnded();
            if (!writes) {
                throw new IllegalStateException("A READ transaction of workspace '" + space.id
                        + "' cannot write or lock. Ask for TransactionRequest.write");
            }
            return statement.get();
        });
    }

    /** As {@link #write}, without an answer. */
    void change(Runnable statement) {
        write(() -> {
            statement.run();
            return true;
        });
    }

    void lock(Locks.Kind kind, Object what) {
        state.locks().acquire(new Locks.Key(kind, space.id, what), owner);
    }

    void add(String counter, long delta) {
        additions.merge(counter, delta, Long::sum);
    }

    long total(String counter) {
        return space.counters.getOrDefault(counter, 0L) + additions.getOrDefault(counter, 0L);
    }

    private void refuseIfEnded() {
        if (ended) {
            throw new IllegalStateException(
                    "The transaction of workspace '" + space.id + "' has ended. Use it only inside its work");
        }
    }

    void commit() {
        state.locks().run(() -> {
            views.forEach(View::commit);
            additions.forEach((counter, delta) -> space.counters.merge(counter, delta, Long::sum));
        });
    }

    void end() {
        state.locks().run(() -> {
            ended = true;
            state.locks().release(owner);
        });
    }

    @Override
    public <R> R atomically(Supplier<R> work) {
        Runnable undo = read(this::savepoint);
        boolean done = false;
        try {
            R result = work.get();
            done = true;
            return result;
        } finally {
            if (!done) {
                state.locks().run(undo);
            }
        }
    }

    private Runnable savepoint() {
        List<Runnable> restores = new ArrayList<>();
        views.forEach(view -> restores.add(view.savepoint()));
        Map<String, Long> saved = new HashMap<>(additions);
        restores.add(() -> additions = saved);
        return () -> restores.forEach(Runnable::run);
    }

    @Override
    public WorkspaceState workspace() {
        return begun;
    }

    @Override
    public SchemaStorage schema() {
        return new MemorySchema(this);
    }

    @Override
    public RecordStorage records() {
        return new MemoryRecords(this);
    }

    @Override
    public IndexStorage indexes() {
        return new MemoryIndexes(this);
    }

    @Override
    public EdgeStorage edges() {
        return new MemoryEdges(this);
    }

    @Override
    public ItemStorage items() {
        return new MemoryItems(this);
    }

    @Override
    public MoveStorage moves() {
        return new MemoryMoves(this);
    }

    @Override
    public EventStorage events() {
        return new MemoryEvents(this);
    }

    @Override
    public LedgerStorage ledger() {
        return new MemoryLedger(this);
    }

    @Override
    public DocumentStorage documents() {
        return new MemoryDocuments(this);
    }

    @Override
    public JobStorage jobs() {
        return new MemoryJobs(this);
    }
}
