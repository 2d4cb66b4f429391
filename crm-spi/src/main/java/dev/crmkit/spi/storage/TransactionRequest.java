package dev.crmkit.spi.storage;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which transaction is wanted. Immutable.
 *
 * @param workspace the workspace it is bound to; 1 to 100 characters
 * @param mode whether it may write
 * @param host the host's transaction to join, or null for one of its own
 */
public record TransactionRequest(
        String workspace, Mode mode, @Nullable HostTransaction host) {

    /** Checks for null. */
    public TransactionRequest {
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(mode, "mode");
    }

    /** A transaction of its own that reads. */
    public static TransactionRequest read(String workspace) {
        return new TransactionRequest(workspace, Mode.READ, null);
    }

    /** A transaction of its own that reads and writes. */
    public static TransactionRequest write(String workspace) {
        return new TransactionRequest(workspace, Mode.WRITE, null);
    }

    /** A transaction of its own that reads, writes and changes the schema. */
    public static TransactionRequest alter(String workspace) {
        return new TransactionRequest(workspace, Mode.ALTER, null);
    }

    /** Whether a transaction may write. Immutable. */
    public enum Mode {
        /** Reads one consistent state per statement; an unknown workspace is empty. */
        READ,
        /**
         * Reads and writes; an unknown workspace comes into being. The schema stays as it is while others have such a transaction open.
         */
        WRITE,
        /**
         * As {@link #WRITE}, and has the schema to itself from the beginning: it waits for the open transactions of the workspace that
         * write, and keeps others from beginning one until it ends.
         */
        ALTER;

        /** Whether it may do more than read. */
        public boolean writes() {
            return this != READ;
        }
    }
}
