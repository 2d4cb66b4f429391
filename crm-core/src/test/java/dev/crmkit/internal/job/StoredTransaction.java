package dev.crmkit.internal.job;

import dev.crmkit.spi.storage.DocumentStorage;
import dev.crmkit.spi.storage.EdgeStorage;
import dev.crmkit.spi.storage.EventStorage;
import dev.crmkit.spi.storage.IndexStorage;
import dev.crmkit.spi.storage.ItemStorage;
import dev.crmkit.spi.storage.JobStorage;
import dev.crmkit.spi.storage.LedgerStorage;
import dev.crmkit.spi.storage.MoveStorage;
import dev.crmkit.spi.storage.RecordStorage;
import dev.crmkit.spi.storage.SchemaStorage;
import dev.crmkit.spi.storage.StorageTransaction;
import dev.crmkit.spi.storage.WorkspaceState;
import java.util.function.Supplier;

/** A transaction that has jobs and nothing else; whoever asks it for more is at fault. */
record StoredTransaction(JobStorage jobs) implements StorageTransaction {
    @Override
    public WorkspaceState workspace() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SchemaStorage schema() {
        throw new UnsupportedOperationException();
    }

    @Override
    public RecordStorage records() {
        throw new UnsupportedOperationException();
    }

    @Override
    public IndexStorage indexes() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EdgeStorage edges() {
        throw new UnsupportedOperationException();
    }

    @Override
    public ItemStorage items() {
        throw new UnsupportedOperationException();
    }

    @Override
    public MoveStorage moves() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventStorage events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LedgerStorage ledger() {
        throw new UnsupportedOperationException();
    }

    @Override
    public DocumentStorage documents() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <R> R atomically(Supplier<R> work) {
        throw new UnsupportedOperationException();
    }
}
