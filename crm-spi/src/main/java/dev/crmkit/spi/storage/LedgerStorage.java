package dev.crmkit.spi.storage;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Idempotency keys, counters and named locks of the workspace. Not thread-safe. */
public interface LedgerStorage {

    /**
     * Takes an idempotency key for this transaction, or answers with what is stored under it. Of two transactions that take one key the
     * second waits for the end of the first.
     *
     * @param key 1 to 200 characters
     * @param expiresAt from when on the key counts as never used
     * @param now the engine's time
     * @return empty if the key is now this transaction's, which must then {@link #fulfil} it
     */
    Optional<IdempotentResult> claim(String key, String fingerprint, Instant expiresAt, Instant now);

    /** Stores the result under a key that this transaction has claimed: JSON. */
    void fulfil(String key, String result);

    /** Adds to a counter; concurrent transactions neither wait for each other nor lose an addition. */
    void add(String counter, long delta);

    /** What the counters add up to, by name; a counter that was never added to is 0. */
    Map<String, Long> totals(Set<String> counters);

    /** Waits until no other transaction holds the named lock of this workspace, and holds it until this one ends. */
    void lock(String name);

    /**
     * What is stored under an idempotency key. Immutable.
     *
     * @param fingerprint of the call that used the key first
     * @param result of that call
     */
    record IdempotentResult(String fingerprint, String result) {
        /** Checks for null. */
        public IdempotentResult {
            Objects.requireNonNull(fingerprint, "fingerprint");
            Objects.requireNonNull(result, "result");
        }
    }
}
