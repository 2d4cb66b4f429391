package dev.crmkit.spi.storage;

/** Powers that not every storage has. A declared one is proved by the kit; an undeclared one refuses loudly. Immutable. */
public enum StorageCapability {
    /** Takes part in a transaction of the host ({@link HostTransaction}). */
    JOIN_HOST_TRANSACTION,
    /** What is committed survives the end of the process. */
    DURABLE,
    /** Several engines in several processes may share it. */
    MANY_NODES,
    /** The database itself keeps workspaces apart (a second net). */
    ROW_LEVEL_SECURITY,
    /** Keeps the records of a large object by themselves, and moves them there and back while they are in use ({@link Relocation}). */
    RELOCATION
}
