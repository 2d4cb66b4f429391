package dev.crmkit.task;

import dev.crmkit.query.Filter;
import java.time.LocalDate;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks, and which page of them: those that are due first come first, those that are never due last. Every method returns a changed copy.
 * Immutable.
 *
 * @param closed whether tasks are shown that are done or cancelled too
 * @param who whose tasks
 * @param user the user, where {@code who} is {@link Who#USER}; else null
 * @param about only those about this record, or null
 * @param overdue only those that should have been done by now
 * @param dueFrom only those that are due on this day or later, or null
 * @param dueUntil only those that are due on this day or earlier, or null
 * @param filter a condition besides
 * @param limit how many, 1 to 1,000
 * @param cursor the page after the one whose cursor this is, or null for the first
 */
public record TaskQuery(
        boolean closed,
        Who who,
        @Nullable String user,
        @Nullable UUID about,
        boolean overdue,
        @Nullable LocalDate dueFrom,
        @Nullable LocalDate dueUntil,
        Filter filter,
        int limit,
        @Nullable String cursor) {
    private static final TaskQuery OPEN =
            new TaskQuery(false, Who.ANYBODY, null, null, false, null, null, Filter.all(), 50, null);

    /** Checks for null. */
    public TaskQuery {
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(filter, "filter");
    }

    /** Whose tasks. Immutable. */
    public enum Who {
        /** Anybody's, and those in the pool. */
        ANYBODY,
        /** The user's who asks. */
        ME,
        /** One user's. */
        USER,
        /** Nobody's: those in the pool. */
        NOBODY
    }

    /** All open tasks, 50 a page. */
    public static TaskQuery open() {
        return OPEN;
    }

    /** All tasks, also those that are done or cancelled. */
    public static TaskQuery all() {
        return new TaskQuery(true, Who.ANYBODY, null, null, false, null, null, Filter.all(), 50, null);
    }

    /** The open tasks of the user who asks. */
    public static TaskQuery mine() {
        return OPEN.who(Who.ME, null);
    }

    /** The open tasks that wait for somebody to claim them. */
    public static TaskQuery pool() {
        return OPEN.who(Who.NOBODY, null);
    }

    /** Only the tasks of that user. */
    public TaskQuery assignee(String newUser) {
        return who(Who.USER, Objects.requireNonNull(newUser, "newUser"));
    }

    private TaskQuery who(Who newWho, @Nullable String newUser) {
        return new TaskQuery(closed, newWho, newUser, about, overdue, dueFrom, dueUntil, filter, limit, cursor);
    }

    /** Only the tasks about that record, of which there may be up to {@value Tasks#MAX_TASKS}. */
    public TaskQuery about(UUID record) {
        return new TaskQuery(closed, who, user, record, overdue, dueFrom, dueUntil, filter, limit, cursor);
    }

    /** Only the open tasks that should have been done by now. */
    public TaskQuery onlyOverdue() {
        return new TaskQuery(closed, who, user, about, true, dueFrom, dueUntil, filter, limit, cursor);
    }

    /** Only the tasks that are due from the first of these days to the last, both included, in the workspace's zone; null is without end. */
    public TaskQuery due(@Nullable LocalDate first, @Nullable LocalDate last) {
        return new TaskQuery(closed, who, user, about, overdue, first, last, filter, limit, cursor);
    }

    /** Only those of which this condition is true too. */
    public TaskQuery and(Filter condition) {
        return new TaskQuery(
                closed, who, user, about, overdue, dueFrom, dueUntil, filter.and(condition), limit, cursor);
    }

    /** As many a page, 1 to 1,000. */
    public TaskQuery limit(int tasks) {
        return new TaskQuery(closed, who, user, about, overdue, dueFrom, dueUntil, filter, tasks, cursor);
    }

    /** The page after the one whose cursor this is. */
    public TaskQuery after(@Nullable String newCursor) {
        return new TaskQuery(closed, who, user, about, overdue, dueFrom, dueUntil, filter, limit, newCursor);
    }
}
