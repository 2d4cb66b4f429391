package dev.crmkit.testkit.internal.memory;

import dev.crmkit.spi.storage.LedgerStorage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Idempotency keys, counters and named locks as one transaction sees them. */
record MemoryLedger(MemoryTransaction transaction) implements LedgerStorage {

    @Override
    public Optional<IdempotentResult> claim(String key, String fingerprint, Instant expiresAt, Instant now) {
        return transaction.write(() -> {
            transaction.lock(Locks.Kind.IDEMPOTENCY_KEY, key);
            Space.IdempotencyRow known = transaction.idempotency.find(key);
            if (known != null && known.expiresAt().isAfter(now)) {
                String result = known.result();
                if (result == null) {
                    throw new IllegalStateException(
                            "The idempotency key '" + key + "' was claimed and never fulfilled. Fulfil every claim");
                }
                return Optional.of(new IdempotentResult(known.fingerprint(), result));
            }
            transaction.idempotency.put(key, new Space.IdempotencyRow(fingerprint, expiresAt, null));
            return Optional.empty();
        });
    }

    @Override
    public void fulfil(String key, String result) {
        transaction.change(() -> {
            Space.IdempotencyRow claimed = transaction.idempotency.find(key);
            if (claimed == null || claimed.result() != null) {
                throw new IllegalStateException(
                        "This transaction has not claimed the idempotency key '" + key + "'. Claim it first");
            }
            transaction.idempotency.put(
                    key, new Space.IdempotencyRow(claimed.fingerprint(), claimed.expiresAt(), result));
        });
    }

    @Override
    public void add(String counter, long delta) {
        transaction.change(() -> transaction.add(counter, delta));
    }

    @Override
    public Map<String, Long> totals(Set<String> counters) {
        return transaction.read(() -> {
            Map<String, Long> totals = new LinkedHashMap<>();
            counters.forEach(counter -> totals.put(counter, transaction.total(counter)));
            return totals;
        });
    }

    @Override
    public void lock(String name) {
        transaction.change(() -> transaction.lock(Locks.Kind.NAME, name));
    }
}
