package dev.crmkit.task;

import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.RecordRef;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A task as it is now. Immutable.
 *
 * @param record the record of object {@code task}, with the workspace's own attributes
 * @param state what its status says about the work
 */
public record Task(CrmRecord record, OptionState state) {
    /** Checks for null. */
    public Task {
        Objects.requireNonNull(record, "record");
        Objects.requireNonNull(state, "state");
    }

    /** Its id. */
    public UUID id() {
        return record.id();
    }

    /** What is to be done. */
    public String title() {
        return Objects.requireNonNullElse(record.text("title"), "");
    }

    /** Whether it is neither done nor cancelled. */
    public boolean isOpen() {
        return state == OptionState.NOT_STARTED || state == OptionState.IN_PROGRESS;
    }

    /** Who works on it, or null while it is in the pool. */
    public @Nullable String assignee() {
        return record.state().assignee();
    }

    /** Until when it is to be done, or null. */
    public @Nullable Instant dueAt() {
        return record.instant("due_at");
    }

    /** When to be reminded of it, or null. */
    public @Nullable Instant remindAt() {
        return record.instant("remind_at");
    }

    /** When it was done, or null. */
    public @Nullable Instant completedAt() {
        return record.instant("completed_at");
    }

    /** The task above it, if there is one. */
    public Optional<RecordRef> parent() {
        return record.references("parent").stream().findFirst();
    }
}
