package dev.crmkit.storage.jooq.internal.schema;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.Optional;
import java.util.function.Supplier;

/** The maps of the workspaces that were used last, each as of one schema version. Thread-safe. */
public final class MapCache {
    private final Cache<Integer, WorkspaceMap> byNumber =
            Caffeine.newBuilder().maximumSize(1_000).build();

    /**
     * The workspace's map at that schema version.
     *
     * @param loader reads the newest one; what it reads is kept only if it is of that version
     */
    public WorkspaceMap get(int number, long schemaVersion, Supplier<WorkspaceMap> loader) {
        Optional<WorkspaceMap> known = find(number, schemaVersion);
        if (known.isPresent()) {
            return known.get();
        }
        WorkspaceMap loaded = loader.get();
        if (loaded.schemaVersion() == schemaVersion && number != 0) {
            byNumber.put(number, loaded);
        }
        return loaded;
    }

    /** The workspace's map at that schema version, if it is kept. */
    public Optional<WorkspaceMap> find(int number, long schemaVersion) {
        return Optional.ofNullable(byNumber.getIfPresent(number))
                .filter(known -> known.schemaVersion() == schemaVersion);
    }
}
