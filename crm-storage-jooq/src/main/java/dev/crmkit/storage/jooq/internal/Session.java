package dev.crmkit.storage.jooq.internal;

import dev.crmkit.storage.jooq.internal.schema.WorkspaceMap;
import org.jooq.DSLContext;

/** A transaction's connection with what is known of its workspace. Not thread-safe. */
public interface Session {

    /** Statements on the transaction's connection. */
    DSLContext sql();

    /** The database at hand. */
    Dialect dialect();

    /** The schema of the engine's tables and functions; what does not go through {@link #sql} writes it before their names. */
    String schema();

    /** The workspace's number; every statement carries it. */
    int workspaceNumber();

    /** The workspace's objects; loaded when first asked for, cached by schema version. */
    WorkspaceMap map();
}
