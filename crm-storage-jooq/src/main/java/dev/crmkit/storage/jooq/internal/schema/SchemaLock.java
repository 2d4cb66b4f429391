package dev.crmkit.storage.jooq.internal.schema;

/** A transaction's hold on the schema of its workspace. Not thread-safe. */
public interface SchemaLock {

    /** Waits until nobody else writes in the workspace, and keeps others from it; answers with the schema version now. */
    long lock();

    /** Raises the schema version, after waiting as {@link #lock} does. */
    void raiseVersion();

    /** Forgets what is known of the schema: it was changed. */
    void changed();
}
