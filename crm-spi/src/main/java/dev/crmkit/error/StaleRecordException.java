package dev.crmkit.error;

import java.util.Map;
import java.util.UUID;

/** The record changed since the caller read it; nothing was written. Immutable. */
public final class StaleRecordException extends CrmException {
    private static final long serialVersionUID = 1L;

    private final long expectedVersion;
    private final long currentVersion;

    /** The caller expected one version and the record has another. */
    public StaleRecordException(UUID id, long expectedVersion, long currentVersion) {
        super(
                ErrorCode.RECORD_STALE,
                "Record " + id + " is at version " + currentVersion + ", not at the expected " + expectedVersion
                        + ". Read it again and decide anew",
                Map.of("id", id, "expectedVersion", expectedVersion, "currentVersion", currentVersion),
                null);
        this.expectedVersion = expectedVersion;
        this.currentVersion = currentVersion;
    }

    /** The version that the caller named. */
    public long expectedVersion() {
        return expectedVersion;
    }

    /** The version that the record has. */
    public long currentVersion() {
        return currentVersion;
    }
}
