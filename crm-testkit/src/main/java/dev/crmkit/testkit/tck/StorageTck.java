package dev.crmkit.testkit.tck;

import dev.crmkit.spi.storage.Storage;
import dev.crmkit.spi.storage.StorageCapability;
import dev.crmkit.spi.storage.StorageContext;
import dev.crmkit.spi.storage.StorageInfo;
import dev.crmkit.testkit.VirtualClock;
import dev.crmkit.testkit.internal.race.Race;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The contract test of a storage: whoever writes one extends this class, says how to get an empty one, and runs it with JUnit. Each test
 * names the rules of {@code docs/spi/storage.md} that it proves. The whole kit runs on one opened storage, each test in workspaces of its
 * own; a line at the end says how much was checked. Not thread-safe.
 *
 * <p>A capability that the storage declares is proved; one that it does not declare must be refused. {@link #hostConnection} is needed for
 * {@link StorageCapability#JOIN_HOST_TRANSACTION}, {@link #reopen} for {@link StorageCapability#DURABLE} and
 * {@link StorageCapability#MANY_NODES}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.SAME_THREAD)
@ExtendWith(KitReport.class)
@SuppressWarnings("ClassCanBeStatic") // JUnit wants nested test classes to be inner ones
public abstract class StorageTck {
    private static final Instant START = Instant.parse("2026-03-01T09:00:00Z");

    private final VirtualClock clock = VirtualClock.at(START);
    private final AtomicInteger workspaces = new AtomicInteger();
    private final Race race = new Race();
    private @Nullable Storage storage;
    private @Nullable StorageInfo info;

    /** For subclasses. */
    protected StorageTck() {}

    /**
     * A storage that is not opened yet, on an empty place of its own. The kit opens and closes it; it asks for two or three in a run.
     *
     * @throws Exception fails the test
     */
    protected abstract Storage newStorage() throws Exception;

    /**
     * Another storage, not opened yet, on the place of one that {@link #newStorage} made, which may be open still. Needed by storages that
     * are durable or that many nodes share.
     *
     * @throws Exception fails the test
     */
    protected Storage reopen(Storage storage) throws Exception {
        throw new UnsupportedOperationException(
                "Override reopen(Storage): " + storage.name() + " declares a capability that is proved with it");
    }

    /**
     * A new connection of the host to the place of a storage that {@link #newStorage} made. The host may create tables there. The kit
     * turns auto-commit off and closes it. Needed by storages that join host transactions.
     *
     * @throws SQLException fails the test
     */
    protected Connection hostConnection(Storage storage) throws SQLException {
        throw new UnsupportedOperationException("Override hostConnection(Storage): " + storage.name() + " declares "
                + StorageCapability.JOIN_HOST_TRANSACTION);
    }

    /** Where the random tests begin. Another seed makes another run; one seed always makes the same. */
    protected long seed() {
        return 20_261_122L;
    }

    /** How many records the random tests write. */
    protected int modelRecords() {
        return 240;
    }

    /** How many random questions they ask. */
    protected int modelQuestions() {
        return 400;
    }

    /** How many jobs one workspace has in the test of fairness. */
    protected int crowd() {
        return 10_000;
    }

    /** How many threads race. */
    protected int racers() {
        return 20;
    }

    /** The storage of this run, opened. */
    final Storage storage() {
        if (storage == null) {
            Storage fresh = fresh();
            info = fresh.open(new StorageContext(clock));
            storage = fresh;
        }
        return storage;
    }

    /** A storage on a place of its own, not opened. */
    final Storage fresh() {
        try {
            return newStorage();
        } catch (Exception e) {
            throw new AssertionError("newStorage() failed", e);
        }
    }

    final StorageInfo info() {
        storage();
        return Objects.requireNonNull(info, "info");
    }

    final VirtualClock clock() {
        return clock;
    }

    final Race race() {
        return race;
    }

    final boolean declares(StorageCapability capability) {
        return storage().capabilities().contains(capability);
    }

    /** A workspace of this storage that no other test uses, with two objects defined. */
    final Desk desk() {
        return desk(storage());
    }

    final Desk desk(Storage opened) {
        return Desk.in(opened, newWorkspace(), seed()).defined();
    }

    final String newWorkspace() {
        return "tck-" + workspaces.incrementAndGet();
    }

    @AfterAll
    final void closeStorage() {
        race.close();
        if (storage != null) {
            storage.close();
        }
    }

    @Nested
    @DisplayName("1 Life cycle and transactions")
    class LifeCycle extends TransactionRules {
        LifeCycle() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("2 Workspaces stay apart")
    class Workspaces extends WorkspaceRules {
        Workspaces() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("3 Schema")
    class Schema extends SchemaRules {
        Schema() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("4 Records and locks")
    class Records extends RecordRules {
        Records() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("4 Records that leave")
    class Departures extends DepartureRules {
        Departures() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("5 Unique keys")
    class UniqueKeys extends UniqueKeyRules {
        UniqueKeys() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("6 Predicates")
    class Predicates extends PredicateRules {
        Predicates() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("7 Order and paging")
    class Ordering extends OrderRules {
        Ordering() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("7 Heads of groups")
    class Heads extends HeadRules {
        Heads() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("8 Counts and groups")
    class Counts extends CountRules {
        Counts() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("9 Edges")
    class Edges extends EdgeRules {
        Edges() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("10 Events")
    class Events extends EventRules {
        Events() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("11 Ledger")
    class Ledger extends LedgerRules {
        Ledger() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("12 Documents")
    class Documents extends DocumentRules {
        Documents() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("13 Queue")
    class Queue extends QueueRules {
        Queue() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("13 Queue: crashes, lanes and fairness")
    class QueueUnderStress extends QueueStressRules {
        QueueUnderStress() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("14 Capabilities")
    class Capabilities extends CapabilityRules {
        Capabilities() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("15 Items")
    class Items extends ItemRules {
        Items() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("16 Moves")
    class Moves extends MoveRules {
        Moves() {
            super(StorageTck.this);
        }
    }

    @Nested
    @DisplayName("17 Indexes")
    class Indexes extends IndexRules {
        Indexes() {
            super(StorageTck.this);
        }
    }
}
