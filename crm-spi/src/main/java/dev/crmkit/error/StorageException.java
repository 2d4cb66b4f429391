package dev.crmkit.error;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The storage failed below the contract: connection lost, deadlock, disk full. The driver's exception is the cause. Immutable. */
public final class StorageException extends CrmException {
    private static final long serialVersionUID = 1L;

    private final boolean retryable;

    /**
     * A failure of the storage.
     *
     * @param retryable whether the same call in a new transaction may succeed
     */
    public StorageException(String message, boolean retryable, @Nullable Throwable cause) {
        this(ErrorCode.STORAGE_FAILED, message, retryable, cause);
    }

    /** A failure of the storage that has a code of its own. */
    public StorageException(ErrorCode code, String message, boolean retryable, @Nullable Throwable cause) {
        super(code, message, Map.of("retryable", retryable), cause);
        this.retryable = retryable;
    }

    /** Whether the same call in a new transaction may succeed. */
    public boolean isRetryable() {
        return retryable;
    }
}
