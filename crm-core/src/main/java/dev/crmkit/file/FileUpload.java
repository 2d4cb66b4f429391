package dev.crmkit.file;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a file that is uploaded. Immutable.
 *
 * @param name 1 to 255 characters without control characters, slash and backslash
 * @param mediaType as in {@code application/pdf}; case does not count
 * @param recordId the record it belongs to, or null for the workspace
 */
public record FileUpload(
        String name, String mediaType, @Nullable UUID recordId) {
    /** Checks for null. */
    public FileUpload {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mediaType, "mediaType");
    }

    /** A file of that name, of which nothing else is known. */
    public static FileUpload named(String name) {
        return new FileUpload(name, "application/octet-stream", null);
    }

    /** The same of that media type. */
    public FileUpload mediaType(String newMediaType) {
        return new FileUpload(name, newMediaType, recordId);
    }

    /** The same on that record. */
    public FileUpload on(UUID record) {
        return new FileUpload(name, mediaType, record);
    }
}
