package dev.crmkit.spi.storage;

import java.util.Objects;

/**
 * A workspace at the beginning of a transaction. Immutable.
 *
 * @param id its id
 * @param schemaVersion goes up with every change through {@link SchemaStorage}; 0 while nothing was ever defined
 * @param documentsVersion goes up with every change through {@link DocumentStorage}; 0 while nothing was ever put
 * @param secret 32 random bytes in hex, drawn when the workspace came into being; empty if it has not yet
 */
public record WorkspaceState(String id, long schemaVersion, long documentsVersion, String secret) {
    /** Checks for null. */
    public WorkspaceState {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(secret, "secret");
    }

    @Override
    public String toString() {
        return "WorkspaceState[" + id + ", schema " + schemaVersion + ", documents " + documentsVersion + "]";
    }
}
