package dev.crmkit.record;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of a bulk call. Every method returns a changed copy. Immutable. */
public final class BulkOptions {
    private static final BulkOptions ATOMIC = new BulkOptions(BulkMode.ATOMIC, null);
    private static final BulkOptions PER_ITEM = new BulkOptions(BulkMode.PER_ITEM, null);

    private final BulkMode mode;
    private final @Nullable String idempotencyKey;

    private BulkOptions(BulkMode mode, @Nullable String idempotencyKey) {
        this.mode = Objects.requireNonNull(mode, "mode");
        this.idempotencyKey = idempotencyKey;
    }

    /** All items or none. */
    public static BulkOptions atomic() {
        return ATOMIC;
    }

    /** Each item for itself. */
    public static BulkOptions perItem() {
        return PER_ITEM;
    }

    /**
     * The same key with the same call gives the first result again; with another call it is refused. It counts for the call as a whole. Kept for 24
     * hours, per workspace; 1 to 200 characters.
     */
    public BulkOptions withIdempotencyKey(String key) {
        if (key.isBlank() || key.length() > 200) {
            throw new IllegalArgumentException("An idempotency key has 1 to 200 characters, not '" + key + "'");
        }
        return new BulkOptions(mode, key);
    }

    /** What a fault of one item means for the others. */
    public BulkMode mode() {
        return mode;
    }

    /** The idempotency key, if there is one. */
    public Optional<String> findIdempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }
}
