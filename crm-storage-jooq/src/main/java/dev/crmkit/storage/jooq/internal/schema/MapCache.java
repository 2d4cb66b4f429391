package dev.crmkit.storage.jooq.internal.schema;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The maps of the workspaces that were used last. Thread-safe. */
public final class MapCache {
    private static final int CAPACITY = 1_000;

    private final Map<Integer, WorkspaceMap> byNumber = new LinkedHashMap<>(16, 0.75f, true);

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
            synchronized (byNumber) {
                byNumber.put(number, loaded);
                if (byNumber.size() > CAPACITY) {
                    byNumber.remove(byNumber.keySet().iterator().next());
                }
            }
        }
        return loaded;
    }

    /** The workspace's map at that schema version, if it is kept. */
    public Optional<WorkspaceMap> find(int number, long schemaVersion) {
        synchronized (byNumber) {
            return Optional.ofNullable(byNumber.get(number)).filter(known -> known.schemaVersion() == schemaVersion);
        }
    }
}
