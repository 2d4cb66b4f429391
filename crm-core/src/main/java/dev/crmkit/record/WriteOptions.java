package dev.crmkit.record;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Options of a write. Every method returns a changed copy. Immutable. */
public final class WriteOptions {
    private static final WriteOptions NONE = new WriteOptions(null, null);

    private final @Nullable String idempotencyKey;
    private final @Nullable Long expectedVersion;

    private WriteOptions(@Nullable String idempotencyKey, @Nullable Long expectedVersion) {
        this.idempotencyKey = idempotencyKey;
        this.expectedVersion = expectedVersion;
    }

    /** No options. */
    public static WriteOptions none() {
        return NONE;
    }

    /** As {@link #withIdempotencyKey}. */
    public static WriteOptions idempotencyKey(String key) {
        return NONE.withIdempotencyKey(key);
    }

    /** As {@link #withExpectedVersion}. */
    public static WriteOptions expectedVersion(long version) {
        return NONE.withExpectedVersion(version);
    }

    /**
     * The same key with the same call gives the first result again; with another call it is refused. Kept for 24 hours, per workspace;
     * 1 to 200 characters.
     */
    public WriteOptions withIdempotencyKey(String key) {
        if (key.isBlank() || key.length() > 200) {
            throw new IllegalArgumentException("An idempotency key has 1 to 200 characters, not '" + key + "'");
        }
        return new WriteOptions(key, expectedVersion);
    }

    /** Writes only if the record is at this version. */
    public WriteOptions withExpectedVersion(long version) {
        return new WriteOptions(idempotencyKey, version);
    }

    /** The idempotency key, if there is one. */
    public Optional<String> findIdempotencyKey() {
        return Optional.ofNullable(idempotencyKey);
    }

    /** The expected version, if there is one. */
    public Optional<Long> findExpectedVersion() {
        return Optional.ofNullable(expectedVersion);
    }
}
