package dev.crmkit.spi.storage;

/**
 * What runs in a transaction.
 *
 * @param <R> its result
 */
@FunctionalInterface
public interface TransactionWork<R> {

    /** Does the work; an exception rolls it back and reaches the caller as it is. */
    R run(StorageTransaction transaction);
}
