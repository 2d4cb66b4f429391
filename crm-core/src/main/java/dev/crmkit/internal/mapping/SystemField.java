package dev.crmkit.internal.mapping;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.StagePosition;
import dev.crmkit.query.SystemFields;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The fields of every record that a component can hold. Immutable. */
enum SystemField {
    /** Read and written. */
    OWNER(SystemFields.OWNER, String.class, true, r -> r.state().owner()),
    /** Read and written. */
    ASSIGNEE(SystemFields.ASSIGNEE, String.class, true, r -> r.state().assignee()),
    /** Read and written. */
    SOURCE(SystemFields.SOURCE, String.class, true, r -> r.state().source()),
    /** Read and written; the key of the pipeline. */
    PIPELINE(SystemFields.PIPELINE, String.class, true, CrmRecord::pipeline),
    /** Read and written; the key of the stage. */
    STAGE(SystemFields.STAGE, String.class, true, CrmRecord::stage),
    /** Read only. */
    STAGE_ENTERED_AT(
            SystemFields.STAGE_ENTERED_AT,
            Instant.class,
            false,
            r -> r.position().map(StagePosition::enteredAt).orElse(null)),
    /** Read only. */
    CLOSED_AT(
            SystemFields.CLOSED_AT,
            Instant.class,
            false,
            r -> r.position().map(StagePosition::closedAt).orElse(null)),
    /** Read only. */
    DISPLAY_NAME(SystemFields.DISPLAY_NAME, String.class, false, CrmRecord::displayName),
    /** Read only. */
    CREATED_AT(SystemFields.CREATED_AT, Instant.class, false, r -> r.state().createdAt()),
    /** Read only. */
    UPDATED_AT(SystemFields.UPDATED_AT, Instant.class, false, r -> r.state().updatedAt()),
    /** Read only. */
    ARCHIVED_AT(SystemFields.ARCHIVED_AT, Instant.class, false, r -> r.state().archivedAt()),
    /** Read only. */
    LAST_ACTIVITY_AT(
            SystemFields.LAST_ACTIVITY_AT, Instant.class, false, r -> r.state().lastActivityAt());

    private final String field;
    private final Class<?> type;
    private final boolean writable;
    private final Reader reader;

    SystemField(String field, Class<?> type, boolean writable, Reader reader) {
        this.field = field;
        this.type = type;
        this.writable = writable;
        this.reader = reader;
    }

    private interface Reader {
        @Nullable
        Object read(CrmRecord record);
    }

    static Optional<SystemField> find(String field) {
        return Arrays.stream(values()).filter(f -> f.field.equals(field)).findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(f -> f.field).toList();
    }

    Class<?> type() {
        return type;
    }

    boolean isWritable() {
        return writable;
    }

    @Nullable
    Object read(CrmRecord record) {
        return reader.read(record);
    }
}
