package dev.crmkit.file;

import dev.crmkit.model.Actor;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a file. Immutable.
 *
 * @param id its id
 * @param name as the uploader named it; fit for showing, not for a path
 * @param size in bytes
 * @param mediaType as the uploader said, in lower case; the bytes are not looked at
 * @param sha256 the hash of the bytes, 64 hexadecimal digits in lower case
 * @param recordId the record it was uploaded to, or null
 * @param uploadedBy who uploaded it
 * @param uploadedAt when
 */
public record CrmFile(
        UUID id,
        String name,
        long size,
        String mediaType,
        String sha256,
        @Nullable UUID recordId,
        Actor uploadedBy,
        Instant uploadedAt) {
    /** Checks for null. */
    public CrmFile {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(mediaType, "mediaType");
        Objects.requireNonNull(sha256, "sha256");
        Objects.requireNonNull(uploadedBy, "uploadedBy");
        Objects.requireNonNull(uploadedAt, "uploadedAt");
    }

    /** The file as a value of an attribute of type FILE: {@code id}, {@code name}, {@code size} and {@code mediaType}. */
    public Map<String, Object> asValue() {
        Map<String, Object> value = new LinkedHashMap<>();
        value.put("id", id.toString());
        value.put("name", name);
        value.put("size", size);
        value.put("mediaType", mediaType);
        return value;
    }
}
