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
     * Waits until no other transaction writes in this workspace, and keeps others from it until this one ends. Called before a change is
     * worked out; the state read after it is the newest. A transaction that was opened to alter has waited already; of two others that
     * wait for each other one fails.
     *
     * @return the schema version now
     * @throws dev.crmkit.error.StorageException retryable, if waiting would go in a circle
     */
    long lock();

    /**
     * Stores a definition, new or changed, and raises the workspace's schema version; waits as {@link #lock} does. An index value that records have already is kept
     * while its attribute and component keep their kind. What a change of wishes or a deletion means for indexes happens in {@link IndexStorage#advance}.
     *
     * @param layout what the storage must know
     * @param definition the engine's own document, JSON
     */
    void put(ObjectLayout layout, String definition);

    /** Stores the workspace's settings, JSON, and raises the schema version; waits as {@link #lock} does. */
    void putSettings(String settings);

    /** Whether an index is kept, for each attribute of the object that is not deleted, by attribute id. */
    Map<UUID, Boolean> indexed(UUID objectId);
}
