package dev.crmkit.internal.job;

import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.member.Power;
import dev.crmkit.spi.storage.JobStorage;
import java.util.function.Function;

/** The jobs of the workspace that an engine's transactions are of. */
public final class JobsInTransactions implements JobTransactions {
    private final Transactions transactions;

    /** Over those transactions. */
    public JobsInTransactions(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public <R> R read(Function<? super JobStorage, R> work) {
        return transactions.read(tx -> {
            tx.access().require(Power.MANAGE_JOBS, "look at jobs");
            return work.apply(tx.storage().jobs());
        });
    }

    @Override
    public <R> R write(Function<? super JobStorage, R> work) {
        return transactions.write((Tx tx) -> {
            tx.markEnqueued();
            return work.apply(tx.storage().jobs());
        });
    }

    @Override
    public <R> R manage(Function<? super JobStorage, R> work) {
        return transactions.write((Tx tx) -> {
            tx.access().require(Power.MANAGE_JOBS, "requeue or discard jobs");
            tx.markEnqueued();
            return work.apply(tx.storage().jobs());
        });
    }
}
