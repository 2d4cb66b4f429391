package dev.crmkit.storage.jooq.internal.transaction;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.PlacementStorage;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.SchemaStorage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.WorkspaceState;
import dev.crmkit.storage.jooq.internal.job.RelationalJobs;
import dev.crmkit.storage.jooq.internal.record.RelationalIndexes;
import dev.crmkit.storage.jooq.internal.record.RelationalRecords;
import dev.crmkit.storage.jooq.internal.role.RelationalDocuments;
import dev.crmkit.storage.jooq.internal.role.RelationalEdges;
import dev.crmkit.storage.jooq.internal.role.RelationalEvents;
import dev.crmkit.storage.jooq.internal.role.RelationalItems;
import dev.crmkit.storage.jooq.internal.role.RelationalLedger;
import dev.crmkit.storage.jooq.internal.role.RelationalMoves;
import dev.crmkit.storage.jooq.internal.role.RelationalPlacements;
import dev.crmkit.storage.jooq.internal.schema.RelationalSchema;
import java.util.function.Supplier;

/** A transaction bound to one workspace. Not thread-safe. */
final class RelationalTransaction implements StorageTransaction {
    private final WorkspaceSession session;
    private final WorkspaceState state;
    private final boolean relocates;

    RelationalTransaction(WorkspaceSession session, WorkspaceState state, boolean relocates) {
        this.session = session;
        this.state = state;
        this.relocates = relocates;
    }

    @Override
    public WorkspaceState workspace() {
        return state;
    }

    @Override
    public SchemaStorage schema() {
        return new RelationalSchema(session, session);
    }

    @Override
    public RecordStorage records() {
        return new RelationalRecords(session);
    }

    @Override
    public IndexStorage indexes() {
        return new RelationalIndexes(session, session);
    }

    @Override
    public EdgeStorage edges() {
        return new RelationalEdges(session);
    }

    @Override
    public ItemStorage items() {
        return new RelationalItems(session);
    }

    @Override
    public MoveStorage moves() {
        return new RelationalMoves(session);
    }

    @Override
    public EventStorage events() {
        return new RelationalEvents(session);
    }

    @Override
    public LedgerStorage ledger() {
        return new RelationalLedger(session);
    }

    @Override
    public DocumentStorage documents() {
        return new RelationalDocuments(session);
    }

    @Override
    public JobStorage jobs() {
        return new RelationalJobs(session);
    }

    @Override
    public PlacementStorage placements() {
        return relocates ? new RelationalPlacements(session) : StorageTransaction.super.placements();
    }

    @Override
    public <R> R atomically(Supplier<R> work) {
        return session.nested(work);
    }
}
