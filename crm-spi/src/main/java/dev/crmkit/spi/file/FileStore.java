package dev.crmkit.spi.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where the bytes of files are kept, by workspace and id. Names, sizes and who may read them are the engine's business. Thread-safe, also between
 * processes that share one place.
 *
 * <p>{@code FileStoreTck} of the testkit proves an implementation.
 */
public interface FileStore extends AutoCloseable {

    /**
     * Keeps the bytes under the key; whoever opens it sees all of them or none. Reads the stream once, to its end, in pieces of bounded size, and does
     * not close it.
     *
     * @throws java.nio.file.FileAlreadyExistsException if there are bytes under the key already; they stay as they are
     * @throws IOException if the stream or the store fails; nothing can be opened under the key then
     */
    void put(FileKey key, InputStream bytes) throws IOException;

    /**
     * The bytes under the key, from the first; the caller closes the stream. It stays whole if the file is deleted meanwhile, or fails.
     *
     * @return empty if there are none
     * @throws IOException if the store fails
     */
    Optional<InputStream> open(FileKey key) throws IOException;

    /**
     * Removes what is kept under the key, and what a {@link #put} that died has left of it.
     *
     * @return whether there was anything
     * @throws IOException if the store fails
     */
    boolean delete(FileKey key) throws IOException;

    /**
     * The ids of the workspace's files, those included of which a {@link #put} that died or still runs has left a part. The order is the store's own, and
     * always the same; what is there during the whole walk is told exactly once.
     *
     * @param after the last id of the page before, or null for the first page; it may have been deleted
     * @param limit the most ids, 1 to 1,000; fewer mean that there are no more
     * @throws IOException if the store fails
     */
    List<UUID> list(String workspace, @Nullable UUID after, int limit) throws IOException;

    /** Gives back what the store holds; the engine calls it when it closes. */
    @Override
    void close() throws IOException;
}
