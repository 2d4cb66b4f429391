package dev.crmkit.testkit;

import dev.crmkit.spi.file.FileKey;
import dev.crmkit.spi.file.FileStore;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** Files in the heap, for tests: whole, and gone with the process. Thread-safe. */
public final class InMemoryFiles implements FileStore {
    private final ConcurrentMap<FileKey, byte[]> files = new ConcurrentHashMap<>();

    private InMemoryFiles() {}

    /** An empty store. */
    public static InMemoryFiles create() {
        return new InMemoryFiles();
    }

    @Override
    public void put(FileKey key, InputStream bytes) throws IOException {
        if (files.containsKey(key) || files.putIfAbsent(key, bytes.readAllBytes()) != null) {
            throw new FileAlreadyExistsException(key.toString());
        }
    }

    @Override
    public Optional<InputStream> open(FileKey key) {
        return Optional.ofNullable(files.get(key)).map(ByteArrayInputStream::new);
    }

    @Override
    public boolean delete(FileKey key) {
        return files.remove(key) != null;
    }

    @Override
    public List<UUID> list(String workspace, @Nullable UUID after, int limit) {
        return files.keySet().stream()
                .filter(key -> key.workspace().equals(workspace))
                .map(FileKey::id)
                .filter(id -> after == null || id.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public void close() {
        files.clear();
    }
}
