package dev.crmkit.model;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The state of a record that is the same for every object. Immutable.
 *
 * @param owner the user who answers for it, or null
 * @param assignee the user who works on it, or null
 * @param source where it came from, as in "import" or "web form", or null
 * @param createdAt when it was created
 * @param createdBy who created it
 * @param updatedAt when it was changed last
 * @param archivedAt when it was archived, or null while it is live
 * @param lastActivityAt when something last happened around it, its own changes included
 */
public record RecordState(
        @Nullable String owner,
        @Nullable String assignee,
        @Nullable String source,
        Instant createdAt,
        Actor createdBy,
        Instant updatedAt,
        @Nullable Instant archivedAt,
        Instant lastActivityAt) {

    /** Checks what must be there. */
    public RecordState {
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(createdBy, "createdBy");
        Objects.requireNonNull(updatedAt, "updatedAt");
        Objects.requireNonNull(lastActivityAt, "lastActivityAt");
    }
}
