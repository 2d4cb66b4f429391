package dev.crmkit.spi.storage;

import java.util.Map;
import java.util.UUID;

/** Definitions of the workspace's objects. Not thread-safe. */
public interface SchemaStorage {

    /** Every definition, by object id, the deleted ones too, as {@link #put} got them. */
    Map<UUID, String> definitions();

    /** The workspace's settings as {@link #putSettings} got them; empty if there are none. */
    String settings();

    /**
     * Waits until no other transaction changes the schema of this workspace, and keeps others from it until this one ends. Called before a
     * change is worked out; the state read after it is the newest.
     *
     * @return the schema version now
     */
    long lock();

    /**
     * Stores a definition, new or changed, and raises the workspace's schema version. An index value that records have already is kept
     * while its attribute and component keep their kind.
     *
     * @param layout what the storage must know
     * @param definition the engine's own document, JSON
     */
    void put(ObjectLayout layout, String definition);

    /** Stores the workspace's settings, JSON, and raises the schema version. */
    void putSettings(String settings);

    /** Whether an index is kept, for each attribute of the object that is not deleted, by attribute id. */
    Map<UUID, Boolean> indexed(UUID objectId);
}
