package dev.crmkit.task;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A task that is to be created. Every method returns a changed copy. Immutable. */
public final class TaskDraft {
    private final Map<String, Object> values;
    private final @Nullable LocalDate dueOn;
    private final Set<UUID> about;

    private TaskDraft(Map<String, Object> values, @Nullable LocalDate dueOn, Set<UUID> about) {
        this.values = values;
        this.dueOn = dueOn;
        this.about = about;
    }

    /** A task with that title, in the pool. */
    public static TaskDraft of(String title) {
        return new TaskDraft(Map.of("title", title), null, Set.of());
    }

    private TaskDraft with(String attribute, Object value) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.put(attribute, Objects.requireNonNull(value, attribute));
        return new TaskDraft(changed, dueOn, about);
    }

    /** What else there is to say, in several lines. */
    public TaskDraft description(String text) {
        return with("description", text);
    }

    /** The id of an option of the priority: {@code low}, {@code medium} or {@code high}, unless the workspace has others. */
    public TaskDraft priority(String option) {
        return with("priority", option);
    }

    /** To be done until that instant; replaces {@link #dueOn}. */
    public TaskDraft due(Instant instant) {
        return new TaskDraft(with("due_at", instant).values, null, about);
    }

    /** To be done until the end of that day in the workspace's zone as it is when the task is created; replaces {@link #due}. */
    public TaskDraft dueOn(LocalDate day) {
        Map<String, Object> changed = new LinkedHashMap<>(values);
        changed.remove("due_at");
        return new TaskDraft(changed, Objects.requireNonNull(day, "day"), about);
    }

    /** When to be reminded; an instant that has passed is now. */
    public TaskDraft remindAt(Instant instant) {
        return with("remind_at", instant);
    }

    /** Who does it, instead of whoever claims it. */
    public TaskDraft assignee(String user) {
        return with("@assignee", user);
    }

    /** The task that this one is a part of. */
    public TaskDraft childOf(UUID task) {
        return with("parent", task);
    }

    /** The records that it is about, of any objects, besides those named before; all together up to {@value Tasks#MAX_RECORDS}. */
    public TaskDraft about(UUID... records) {
        return about(Arrays.asList(records));
    }

    /** As {@link #about(UUID...)}. */
    public TaskDraft about(Collection<UUID> records) {
        Set<UUID> all = new LinkedHashSet<>(about);
        all.addAll(records);
        return new TaskDraft(values, dueOn, all);
    }

    /** A value of any other attribute that tasks have in the workspace. */
    public TaskDraft value(String attribute, Object value) {
        return with(attribute, value);
    }

    /** The values by attribute, without what {@link #findDueOn} says; unmodifiable. */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    /** The day until whose end it is to be done. */
    public Optional<LocalDate> findDueOn() {
        return Optional.ofNullable(dueOn);
    }

    /** The records that it is about, unmodifiable. */
    public Set<UUID> about() {
        return Collections.unmodifiableSet(about);
    }
}
