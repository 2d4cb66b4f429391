package dev.crmkit.spi.file;

import java.util.Objects;
import java.util.UUID;

/**
 * Which file. Immutable.
 *
 * @param workspace the workspace's id: 1 to 100 characters, which may be any but control characters and so are no file name
 * @param id the file's id
 */
public record FileKey(String workspace, UUID id) {
    /** Checks for null. */
    public FileKey {
        Objects.requireNonNull(workspace, "workspace");
        Objects.requireNonNull(id, "id");
    }
}
