package dev.crmkit.task;

import dev.crmkit.query.Page;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a workspace and their life: created into the pool or for somebody, claimed, done. A task is a record of the standard object {@code task},
 * so it is read, changed and queried as such too; what is here keeps the rules. Thread-safe, except inside a transaction.
 *
 * <p>The workspace installs the object first: {@code crm.schema().install(StandardObjects.with("task"))}; every method refuses with
 * {@code SCHEMA_UNKNOWN_OBJECT} or {@code SCHEMA_UNKNOWN_ATTRIBUTE} and says so where it has not. A call that would change nothing changes nothing.
 *
 * <p>The engine implements it; hosts do not.
 */
public interface Tasks {
    /** The label of the relation from a task to a record that it is about. */
    String ABOUT = "task_of";

    /** The most records that one call relates a task to. */
    int MAX_RECORDS = 100;

    /** The most tasks of one record that can be listed by it. */
    int MAX_TASKS = 10_000;

    /**
     * Creates a task.
     *
     * @throws dev.crmkit.error.NotFoundException if a record that it is about does not exist
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if the task above it is done or cancelled
     * @throws dev.crmkit.error.InvalidInputException if the draft has faults
     */
    Task create(TaskDraft draft);

    /**
     * The task of that id.
     *
     * @throws dev.crmkit.error.NotFoundException if there is none
     */
    Task get(UUID task);

    /** The task of that id, if there is one. */
    Optional<Task> find(UUID task);

    /**
     * Takes an open task from the pool for the user who acts; of several at once one gets it. One's own stays one's own.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_TAKEN} if it is somebody else's, {@code TASK_CLOSED} if it is done or cancelled
     * @throws dev.crmkit.error.InvalidInputException if the actor is no user
     */
    Task claim(UUID task);

    /**
     * Gives an open task to a user, whoever had it.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if it is done or cancelled
     */
    Task assign(UUID task, String user);

    /**
     * Puts an open task back into the pool.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if it is done or cancelled
     */
    Task release(UUID task);

    /**
     * Says that an open task is under way.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if it is done or cancelled
     */
    Task start(UUID task);

    /**
     * Says that a task is done.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_HAS_OPEN_CHILDREN} if tasks below it are open, {@code TASK_CLOSED} if it is cancelled
     */
    Task complete(UUID task);

    /**
     * Says that a task is done, also where tasks below it are open; these stay open.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if it is cancelled
     */
    Task completeAnyway(UUID task);

    /**
     * Says that a task will not be done.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_HAS_OPEN_CHILDREN} if tasks below it are open, {@code TASK_CLOSED} if it is done
     */
    Task cancel(UUID task);

    /**
     * Says that a task is not done after all; whoever had it has it again.
     *
     * @throws dev.crmkit.error.CrmException with {@code TASK_CLOSED} if the task above it is done or cancelled
     */
    Task reopen(UUID task);

    /**
     * Says when to be reminded: a worker writes the event {@code task.reminder_due} then, once for each task and time, if the task is open and the time
     * still holds.
     *
     * @param at an instant that has passed is now; null for never
     */
    Task remind(UUID task, @Nullable Instant at);

    /**
     * Relates a task to records of any objects; those that it is about already stay as they are. They show with the task's
     * {@code crm.relations().outgoing(task, RelationQuery.labelled(Tasks.ABOUT))}.
     *
     * @param records up to {@value #MAX_RECORDS}
     * @throws dev.crmkit.error.NotFoundException if one of them does not exist
     */
    Task attach(UUID task, Collection<UUID> records);

    /** Takes the relation to these records away; those that the task is not about stay as they are. */
    Task detach(UUID task, Collection<UUID> records);

    /**
     * A page of tasks, live ones alone.
     *
     * @throws dev.crmkit.error.NotFoundException if it is about a record that does not exist
     * @throws dev.crmkit.error.InvalidInputException if the query has faults
     */
    Page<Task> list(TaskQuery query);
}
