package dev.crmkit.internal.record;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.spi.storage.LedgerStorage;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Calls that are done once for each idempotency key. Not instantiable. */
final class Once {
    private static final Duration KEEP_KEYS = Duration.ofHours(24);

    private Once() {}

    /**
     * Does the work, or gives the result of the call that used the key first.
     *
     * @param key without one the work is done
     * @param fingerprint of the call
     * @param write the result as JSON
     * @param read a result that was written
     * @throws CrmException with {@code IDEMPOTENCY_MISMATCH} if the key was used for another call
     */
    static <R> R call(
            Tx tx,
            Optional<String> key,
            Supplier<String> fingerprint,
            Supplier<R> work,
            Function<R, String> write,
            Function<String, R> read) {
        if (key.isEmpty()) {
            return work.get();
        }
        String mark = fingerprint.get();
        Optional<LedgerStorage.IdempotentResult> earlier =
                tx.storage().ledger().claim(key.get(), mark, tx.now().plus(KEEP_KEYS), tx.now());
        if (earlier.isPresent()) {
            if (!earlier.get().fingerprint().equals(mark)) {
                throw new CrmException(
                        ErrorCode.IDEMPOTENCY_MISMATCH,
                        "The idempotency key '" + key.get()
                                + "' was used for another call. Use a new key for each call",
                        Map.of("idempotencyKey", key.get()),
                        null);
            }
            return read.apply(earlier.get().result());
        }
        R result = work.get();
        tx.storage().ledger().fulfil(key.get(), write.apply(result));
        return result;
    }
}
