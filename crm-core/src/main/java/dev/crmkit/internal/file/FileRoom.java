package dev.crmkit.internal.file;

import dev.crmkit.error.StorageException;
import dev.crmkit.error.UnsupportedCapabilityException;
import dev.crmkit.spi.file.FileStore;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where an engine keeps the bytes of files. Thread-safe, as the store is.
 *
 * @param store the store, or null if the engine was built without one
 * @param maxSize the largest file, in bytes
 */
public record FileRoom(@Nullable FileStore store, long maxSize) implements AutoCloseable {
    /** The largest file where nothing is said: 100 MiB. */
    public static final long DEFAULT_MAX_SIZE = 100L << 20;

    /**
     * The store.
     *
     * @throws UnsupportedCapabilityException if the engine has none
     */
    FileStore needed() {
        FileStore chosen = store;
        if (chosen == null) {
            throw new UnsupportedCapabilityException(
                    "engine, which was built without files(LocalFiles.in(directory)),", "files");
        }
        return chosen;
    }

    @Override
    public void close() {
        FileStore chosen = store;
        if (chosen != null) {
            try {
                chosen.close();
            } catch (IOException e) {
                throw new StorageException("The file store could not be closed", false, e);
            }
        }
    }
}
