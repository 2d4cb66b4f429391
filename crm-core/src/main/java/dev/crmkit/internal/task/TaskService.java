package dev.crmkit.internal.task;

import static dev.crmkit.query.Filter.attr;

import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.record.RecordGate;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.model.ActorKind;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.model.RecordRef;
import dev.crmkit.query.Filter;
import dev.crmkit.query.ListQuery;
import dev.crmkit.query.Page;
import dev.crmkit.query.Sort;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.task.Task;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.task.Tasks;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rules of tasks over the record store. Whoever decides by a task's state holds its record, and whoever opens a task below another holds that one
 * too, always the lower first; so no task is closed while one below it is being opened.
 */
public final class TaskService implements Tasks {
    private static final int SHOWN_CHILDREN = 5;

    private final Transactions transactions;

    /** The tasks of the workspace that the transactions are of. */
    public TaskService(Transactions transactions) {
        this.transactions = transactions;
    }

    @Override
    public Task create(TaskDraft draft) {
        return transactions.write(tx -> {
            TaskObject object = TaskObject.in(tx);
            Map<String, Object> values = new LinkedHashMap<>(draft.values());
            draft.findDueOn()
                    .ifPresent(day ->
                            values.put(TaskObject.DUE_AT, endOf(day, tx.schema().zone())));
            if (values.get(TaskObject.PARENT) instanceof UUID parent) {
                checkParent(tx, object, parent);
            }
            TaskLinks links = new TaskLinks(tx);
            Set<UUID> about = links.check(draft.about());
            Task task = object.task(records(tx).create(values));
            links.attach(task.id(), about);
            return task;
        });
    }

    private static Instant endOf(LocalDate day, ZoneId zone) {
        return day.plusDays(1).atStartOfDay(zone).toInstant().minus(1, ChronoUnit.MICROS);
    }

    /** Holds the task above, which must be open; one that is not there is the record store's to refuse. */
    private static void checkParent(Tx tx, TaskObject object, UUID parent) {
        if (new RecordGate(tx).writable(List.of(parent)).isEmpty()) {
            return;
        }
        records(tx)
                .find(parent)
                .map(object::task)
                .filter(task -> !task.isOpen())
                .ifPresent(task -> {
                    throw closed(task);
                });
    }

    private static CrmException closed(Task task) {
        return new CrmException(
                ErrorCode.TASK_CLOSED,
                "Task '" + task.title() + "' (" + task.id() + ") is "
                        + (task.state() == OptionState.DONE_SUCCESS ? "done" : "cancelled") + ". Reopen it first",
                Map.of("task", task.id(), "state", task.state().name()),
                null);
    }

    private static RecordService records(Tx tx) {
        return new RecordService(Transactions.partOf(tx), TaskObject.SLUG);
    }

    @Override
    public Task get(UUID task) {
        return transactions.read(tx -> {
            TaskObject object = TaskObject.in(tx);
            return object.task(records(tx).get(task));
        });
    }

    @Override
    public Optional<Task> find(UUID task) {
        return transactions.read(tx -> {
            TaskObject object = TaskObject.in(tx);
            return records(tx).find(task).map(object::task);
        });
    }

    /** What a call does with a task that it holds: the values to write, none if nothing changes. */
    @FunctionalInterface
    private interface Step {
        Map<String, @Nullable Object> of(Tx tx, TaskObject object, Task task);
    }

    private Task change(UUID id, Step step) {
        Objects.requireNonNull(id, "task");
        return transactions.write(tx -> {
            TaskObject object = TaskObject.in(tx);
            Task task = hold(tx, object, id);
            Map<String, @Nullable Object> values = step.of(tx, object, task);
            return values.isEmpty() ? task : object.task(records(tx).patch(id, values));
        });
    }

    private static Task hold(Tx tx, TaskObject object, UUID id) {
        StoredRecord held = new RecordGate(tx).writable(List.of(id)).get(id);
        if (held == null || !held.objectId().equals(object.object().id())) {
            throw new NotFoundException(
                    ErrorCode.RECORD_NOT_FOUND,
                    "There is no task " + id + ". Look it up anew",
                    Map.of("object", TaskObject.SLUG, "id", id));
        }
        return object.task(records(tx).get(id));
    }

    private static Task open(Task task) {
        if (!task.isOpen()) {
            throw closed(task);
        }
        return task;
    }

    private static Map<String, @Nullable Object> values(String attribute, @Nullable Object value) {
        Map<String, @Nullable Object> values = new HashMap<>();
        values.put(attribute, value);
        return values;
    }

    @Override
    public Task claim(UUID id) {
        return change(id, (tx, object, task) -> {
            if (tx.actor().kind() != ActorKind.USER) {
                throw new InvalidInputException(
                        "claim task " + id,
                        List.of(new Violation(
                                "actor",
                                ErrorCode.VALUE_WRONG_TYPE,
                                "is no user but " + tx.actor().kind() + " '"
                                        + tx.actor().id() + "'. Use assign, and say whose it shall be")));
            }
            String assignee = open(task).assignee();
            if (assignee == null) {
                return values(SystemFields.ASSIGNEE, tx.actor().id());
            }
            if (assignee.equals(tx.actor().id())) {
                return Map.of();
            }
            throw new CrmException(
                    ErrorCode.TASK_TAKEN,
                    "Task '" + task.title() + "' (" + id + ") is " + assignee
                            + "'s. Claim another, or assign it to take it over",
                    Map.of("task", id, "assignee", assignee),
                    null);
        });
    }

    @Override
    public Task assign(UUID id, String user) {
        Objects.requireNonNull(user, "user");
        if (user.isBlank()) {
            throw new InvalidInputException(
                    "assign task " + id,
                    List.of(new Violation(
                            "user", ErrorCode.VALUE_REQUIRED, "is empty. Name a user, or release the task")));
        }
        return change(id, (tx, object, task) -> {
            open(task);
            return values(SystemFields.ASSIGNEE, user);
        });
    }

    @Override
    public Task release(UUID id) {
        return change(id, (tx, object, task) -> {
            open(task);
            return values(SystemFields.ASSIGNEE, null);
        });
    }

    @Override
    public Task start(UUID id) {
        return change(
                id,
                (tx, object, task) -> open(task).state() == OptionState.IN_PROGRESS
                        ? Map.of()
                        : values(TaskObject.STATUS, TaskObject.IN_PROGRESS));
    }

    @Override
    public Task complete(UUID id) {
        return close(id, OptionState.DONE_SUCCESS, false);
    }

    @Override
    public Task completeAnyway(UUID id) {
        return close(id, OptionState.DONE_SUCCESS, true);
    }

    @Override
    public Task cancel(UUID id) {
        return close(id, OptionState.DONE_FAILED, false);
    }

    private Task close(UUID id, OptionState state, boolean anyway) {
        return change(id, (tx, object, task) -> {
            if (task.state() == state) {
                return Map.of();
            }
            open(task);
            if (!anyway) {
                checkChildren(tx, object, task);
            }
            boolean isDone = state == OptionState.DONE_SUCCESS;
            Map<String, @Nullable Object> values =
                    values(TaskObject.STATUS, isDone ? TaskObject.DONE : TaskObject.CANCELLED);
            if (isDone) {
                values.put(TaskObject.COMPLETED_AT, tx.now());
            }
            return values;
        });
    }

    private static void checkChildren(Tx tx, TaskObject object, Task task) {
        List<CrmRecord> children = records(tx)
                .list(ListQuery.where(attr(TaskObject.PARENT).eq(task.id()))
                        .and(isOpen(object))
                        .limit(SHOWN_CHILDREN))
                .items();
        if (!children.isEmpty()) {
            throw new CrmException(
                    ErrorCode.TASK_HAS_OPEN_CHILDREN,
                    "Task '" + task.title() + "' (" + task.id() + ") has child tasks that are open, such as "
                            + children.stream()
                                    .map(child -> "'" + child.displayName() + "'")
                                    .collect(Collectors.joining(", "))
                            + ". Complete or cancel them first, or use completeAnyway",
                    Map.of(
                            "task",
                            task.id(),
                            "children",
                            children.stream().map(CrmRecord::id).toList()),
                    null);
        }
    }

    private static Filter isOpen(TaskObject object) {
        return attr(TaskObject.STATUS)
                .in(object.openStatuses())
                .or(attr(TaskObject.STATUS).isEmpty());
    }

    @Override
    public Task reopen(UUID id) {
        return change(id, (tx, object, task) -> {
            if (task.isOpen()) {
                return Map.of();
            }
            task.parent().map(RecordRef::id).ifPresent(parent -> checkParent(tx, object, parent));
            Map<String, @Nullable Object> values = values(TaskObject.STATUS, TaskObject.TO_DO);
            values.put(TaskObject.COMPLETED_AT, null);
            return values;
        });
    }

    @Override
    public Task remind(UUID id, @Nullable Instant at) {
        return change(id, (tx, object, task) -> values(TaskObject.REMIND_AT, at));
    }

    @Override
    public Task attach(UUID id, Collection<UUID> records) {
        return change(id, (tx, object, task) -> {
            TaskLinks links = new TaskLinks(tx);
            links.attach(task.id(), links.check(records));
            return Map.of();
        });
    }

    @Override
    public Task detach(UUID id, Collection<UUID> records) {
        return change(id, (tx, object, task) -> {
            TaskLinks links = new TaskLinks(tx);
            links.detach(task.id(), links.check(records));
            return Map.of();
        });
    }

    @Override
    public Page<Task> list(TaskQuery query) {
        return transactions.read(tx -> {
            TaskObject object = TaskObject.in(tx);
            Page<CrmRecord> page = records(tx)
                    .list(ListQuery.where(filter(tx, object, query))
                            .orderBy(Sort.asc(TaskObject.DUE_AT))
                            .limit(query.limit())
                            .after(query.cursor()));
            return new Page<>(page.items().stream().map(object::task).toList(), page.nextCursor(), null);
        });
    }

    private static Filter filter(Tx tx, TaskObject object, TaskQuery query) {
        Set<Filter> parts = new LinkedHashSet<>(Collections.singleton(query.filter()));
        if (!query.closed() || query.overdue()) {
            parts.add(isOpen(object));
        }
        switch (query.who()) {
            case ME -> parts.add(attr(SystemFields.ASSIGNEE).eq(tx.actor().id()));
            case USER -> parts.add(attr(SystemFields.ASSIGNEE).eq(query.user()));
            case NOBODY -> parts.add(attr(SystemFields.ASSIGNEE).isEmpty());
            case ANYBODY -> {}
        }
        if (query.overdue()) {
            parts.add(attr(TaskObject.DUE_AT).lt(tx.now()));
        }
        LocalDate from = query.dueFrom();
        if (from != null) {
            parts.add(attr(TaskObject.DUE_AT)
                    .gte(from.atStartOfDay(tx.schema().zone()).toInstant()));
        }
        LocalDate until = query.dueUntil();
        if (until != null) {
            parts.add(attr(TaskObject.DUE_AT).lte(endOf(until, tx.schema().zone())));
        }
        UUID about = query.about();
        if (about != null) {
            parts.add(attr(SystemFields.ID).in(new TaskLinks(tx).tasksOf(about)));
        }
        return Filter.and(List.copyOf(parts));
    }
}
