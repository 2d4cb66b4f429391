package dev.crmkit.internal.job;

import dev.crmkit.spi.storage.StorageTransaction;
import java.util.function.BiFunction;

/**
 * Opens the transactions of running jobs. Thread-safe.
 *
 * @param <T> the engine as a handler sees it, bound to the transaction
 */
@FunctionalInterface
public interface TransactionOpener<T> {

    /**
     * Runs work in a writing transaction of its own: committed when it returns, rolled back when it throws; the exception reaches the caller.
     * May run the work again in a new transaction after a failure that is retryable.
     */
    <R> R inTransaction(String workspace, BiFunction<? super T, ? super StorageTransaction, R> work);
}
