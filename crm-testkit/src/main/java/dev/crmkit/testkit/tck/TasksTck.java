package dev.crmkit.testkit.tck;

import static dev.crmkit.model.Attributes.text;
import static dev.crmkit.query.Filter.attr;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.crmkit.Crm;
import dev.crmkit.CrmEngine;
import dev.crmkit.error.CrmException;
import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.event.CrmEvent;
import dev.crmkit.event.EventTypes;
import dev.crmkit.model.Actor;
import dev.crmkit.model.ObjectSchema;
import dev.crmkit.model.OptionState;
import dev.crmkit.query.Page;
import dev.crmkit.relation.Relation;
import dev.crmkit.relation.RelationQuery;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.task.Task;
import dev.crmkit.task.TaskDraft;
import dev.crmkit.task.TaskQuery;
import dev.crmkit.task.Tasks;
import dev.crmkit.testkit.SpecRule;
import dev.crmkit.timeline.TimelineQuery;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The life of tasks over any storage. Extend it, say how to get an empty storage, and run it with JUnit. */
public abstract class TasksTck extends EngineTck {
    private boolean started;

    /** For subclasses. */
    protected TasksTck() {}

    private Crm withTasks() {
        Crm crm = crm();
        crm.schema().install(StandardObjects.with("task", "company", "person"));
        return crm;
    }

    private void work() {
        if (!started) {
            started = true;
            engine().start();
        }
        scheduler().runUntilIdle();
    }

    private static UUID company(Crm crm, String name) {
        return crm.records("company").create(Map.of("name", name)).id();
    }

    private static List<String> titles(Page<Task> page) {
        return page.items().stream().map(Task::title).toList();
    }

    private static void assertRefused(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private static long events(Crm crm) {
        return crm.timeline().list(TimelineQuery.all().limit(1000)).items().size();
    }

    @Test
    @SpecRule("ERR-1")
    @DisplayName(
            "Without the object of tasks every call says how to install it, and with an old or bent one what it lacks")
    void theObjectIsInstalledFirst() {
        Crm crm = crm();
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> crm.tasks().create(TaskDraft.of("x")),
                () -> crm.tasks().list(TaskQuery.open()),
                () -> crm.tasks().complete(UUID.randomUUID()))) {
            assertThatThrownBy(call)
                    .isInstanceOf(NotFoundException.class)
                    .hasMessageContaining("crm.schema().install(StandardObjects.with(\"task\"))");
        }
        crm.schema()
                .define(ObjectSchema.named("task")
                        .attribute("title", text())
                        .attribute("status", text())
                        .build());
        assertThatThrownBy(() -> crm.tasks().create(TaskDraft.of("x")))
                .hasMessageContaining("status, priority, due_at, remind_at")
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE));
    }

    @Test
    @SpecRule({"REC-1", "REC-8"})
    @DisplayName(
            "A task is created into the pool, about records of several objects, and the relation is read from both sides")
    void aTaskIsCreated() {
        Crm crm = withTasks();
        UUID acme = company(crm, "Acme");
        UUID ada = crm.records("person").create(Map.of("name", "Ada")).id();
        Instant due = Instant.parse("2026-03-05T12:00:00Z");

        Task task = crm.tasks()
                .create(TaskDraft.of("Call")
                        .description("about the offer")
                        .priority("high")
                        .due(due)
                        .about(acme, ada));

        assertThat(task.title()).isEqualTo("Call");
        assertThat(task.state()).isEqualTo(OptionState.NOT_STARTED);
        assertThat(task.assignee()).isNull();
        assertThat(task.dueAt()).isEqualTo(due);
        assertThat(task.record().text("priority")).isEqualTo("high");
        assertThat(crm.tasks().get(task.id())).isEqualTo(task);
        assertThat(crm.records("task").get(task.id())).isEqualTo(task.record());
        assertThat(crm.relations()
                        .outgoing(task.id(), RelationQuery.labelled(Tasks.ABOUT))
                        .items())
                .extracting(relation -> relation.to().id())
                .containsExactlyInAnyOrder(acme, ada);
        for (UUID record : List.of(acme, ada)) {
            assertThat(crm.relations()
                            .incoming(record, RelationQuery.labelled(Tasks.ABOUT))
                            .items())
                    .extracting(relation -> relation.from().id())
                    .containsExactly(task.id());
            assertThat(crm.tasks().list(TaskQuery.open().about(record)).items()).containsExactly(task);
            assertThat(crm.timeline().of(record, TimelineQuery.all()).items())
                    .extracting(CrmEvent::type)
                    .contains(EventTypes.RELATION_LINKED);
        }

        crm.tasks().detach(task.id(), List.of(ada));
        assertThat(crm.relations().incoming(ada, RelationQuery.all())).isEmpty();
        assertThat(crm.tasks().list(TaskQuery.open().about(ada))).isEmpty();
        long before = events(crm);
        crm.tasks().detach(task.id(), List.of(ada));
        crm.tasks().attach(task.id(), List.of(acme));
        assertThat(events(crm)).isEqualTo(before);
        assertThat(crm.relations().outgoing(task.id(), RelationQuery.all()).items())
                .extracting(Relation::label)
                .containsExactly(Tasks.ABOUT);
        assertRefused(
                ErrorCode.RECORD_NOT_FOUND,
                () -> crm.tasks().create(TaskDraft.of("x").about(acme, UUID.randomUUID())));
        assertThat(titles(crm.tasks().list(TaskQuery.all()))).containsExactly("Call");
        assertThat(Refusals.codes(
                        "a hundred and one records",
                        () -> crm.tasks()
                                .create(TaskDraft.of("x")
                                        .about(Stream.generate(UUID::randomUUID)
                                                .limit(101)
                                                .toList()))))
                .containsExactly(ErrorCode.VALUE_TOO_LONG);
        assertThat(Refusals.codes("itself", () -> crm.tasks().attach(task.id(), List.of(task.id()))))
                .containsExactly(ErrorCode.VALUE_CYCLE);
    }

    @Test
    @SpecRule("WSP-4")
    @DisplayName("Of many who claim a task at once one gets it, and the others are told whose it is")
    void oneClaimWins() {
        Crm crm = withTasks();
        UUID task = crm.tasks().create(TaskDraft.of("Call")).id();

        List<AtOnce.Outcome<Task>> outcomes = AtOnce.run(IntStream.range(0, 10)
                .mapToObj(i -> (Callable<Task>)
                        () -> crm(Actor.user("user" + i)).tasks().claim(task))
                .toList());

        String winner = crm.tasks().get(task).assignee();
        assertThat(outcomes)
                .filteredOn(AtOnce.Outcome::isSuccess)
                .singleElement()
                .satisfies(won ->
                        assertThat(won.result()).extracting(Task::assignee).isEqualTo(winner));
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.isSuccess())
                .allSatisfy(lost -> assertThat(lost.failure()).isInstanceOfSatisfying(CrmException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.TASK_TAKEN);
                    assertThat(e.details()).containsEntry("assignee", winner);
                }));
    }

    @Test
    @SpecRule({"REC-3", "WSP-4"})
    @DisplayName(
            "A task goes from the pool to a user, to another and back; claiming one's own changes nothing; a program cannot claim")
    void aTaskIsAssigned() {
        Crm crm = withTasks();
        UUID task = crm.tasks().create(TaskDraft.of("Call")).id();
        assertThat(titles(crm.tasks().list(TaskQuery.pool()))).containsExactly("Call");
        Task claimed = crm.tasks().claim(task);
        assertThat(crm.tasks().claim(task)).isEqualTo(claimed);
        assertThat(titles(crm.tasks().list(TaskQuery.mine()))).containsExactly("Call");
        assertThat(crm.tasks().list(TaskQuery.pool())).isEmpty();
        assertThat(crm.tasks().assign(task, "ben").assignee()).isEqualTo("ben");
        assertThat(crm.tasks().list(TaskQuery.mine())).isEmpty();
        assertThat(titles(crm.tasks().list(TaskQuery.open().assignee("ben")))).containsExactly("Call");
        Task released = crm.tasks().release(task);
        assertThat(released.assignee()).isNull();
        assertThat(crm.tasks().release(task)).isEqualTo(released);
        assertThat(Refusals.codes(
                        "a program", () -> crm(Actor.api("key")).tasks().claim(task)))
                .containsExactly(ErrorCode.VALUE_WRONG_TYPE);
        assertThat(Refusals.codes("nobody", () -> crm.tasks().assign(task, " ")))
                .containsExactly(ErrorCode.VALUE_REQUIRED);
        UUID acme = company(crm, "Acme");
        assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> crm.tasks().claim(acme));
    }

    @Test
    @SpecRule({"REC-3", "WSP-6"})
    @DisplayName(
            "A task is started, done and reopened; doing it twice changes nothing; what is closed is reopened before it goes on")
    void aTaskIsDone() {
        Crm crm = withTasks();
        UUID task = crm.tasks().create(TaskDraft.of("Call").assignee("ada")).id();
        assertThat(crm.tasks().start(task).state()).isEqualTo(OptionState.IN_PROGRESS);
        assertThat(crm.tasks().start(task).record().version()).isEqualTo(2);
        clock().advance(Duration.ofMinutes(1));

        Task done = crm.tasks().complete(task);

        assertThat(done.state()).isEqualTo(OptionState.DONE_SUCCESS);
        assertThat(done.isOpen()).isFalse();
        assertThat(done.completedAt()).isEqualTo(clock().instant());
        long before = events(crm);
        clock().advance(Duration.ofMinutes(1));
        assertThat(crm.tasks().complete(task)).isEqualTo(done);
        assertThat(events(crm)).isEqualTo(before);
        assertThat(crm.tasks().list(TaskQuery.open())).isEmpty();
        assertThat(titles(crm.tasks().list(TaskQuery.all()))).containsExactly("Call");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> crm.tasks().claim(task),
                () -> crm.tasks().assign(task, "ben"),
                () -> crm.tasks().release(task),
                () -> crm.tasks().start(task),
                () -> crm.tasks().cancel(task))) {
            assertRefused(ErrorCode.TASK_CLOSED, call);
        }
        Task reopened = crm.tasks().reopen(task);
        assertThat(reopened.state()).isEqualTo(OptionState.NOT_STARTED);
        assertThat(reopened.completedAt()).isNull();
        assertThat(reopened.assignee()).isEqualTo("ada");
        assertThat(crm.tasks().reopen(task)).isEqualTo(reopened);
        Task cancelled = crm.tasks().cancel(task);
        assertThat(cancelled.state()).isEqualTo(OptionState.DONE_FAILED);
        assertThat(crm.tasks().cancel(task)).isEqualTo(cancelled);
        assertRefused(ErrorCode.TASK_CLOSED, () -> crm.tasks().complete(task));
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName(
            "A task is closed when those below it are, unless it is done anyway; below a closed one nothing is opened")
    void childrenComeFirst() {
        Crm crm = withTasks();
        UUID move = crm.tasks().create(TaskDraft.of("Move")).id();
        UUID pack = crm.tasks().create(TaskDraft.of("Pack").childOf(move)).id();
        UUID sell = crm.tasks().create(TaskDraft.of("Sell").childOf(move)).id();
        assertThat(crm.tasks().get(pack).parent().orElseThrow().id()).isEqualTo(move);
        assertThatThrownBy(() -> crm.tasks().complete(move))
                .hasMessageContaining("'Pack'")
                .isInstanceOfSatisfying(
                        CrmException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TASK_HAS_OPEN_CHILDREN));
        assertRefused(ErrorCode.TASK_HAS_OPEN_CHILDREN, () -> crm.tasks().cancel(move));
        crm.tasks().complete(pack);
        crm.tasks().cancel(sell);

        assertThat(crm.tasks().complete(move).state()).isEqualTo(OptionState.DONE_SUCCESS);

        assertRefused(ErrorCode.TASK_CLOSED, () -> crm.tasks().reopen(pack));
        assertRefused(
                ErrorCode.TASK_CLOSED,
                () -> crm.tasks().create(TaskDraft.of("Late").childOf(move)));
        crm.tasks().reopen(move);
        crm.tasks().reopen(pack);
        assertThat(crm.tasks().completeAnyway(move).isOpen()).isFalse();
        assertThat(crm.tasks().get(pack).isOpen()).isTrue();
    }

    @Test
    @SpecRule("REC-1")
    @DisplayName("When a task is completed while one is made below it, not both happen")
    void aChildIsNotMissed() {
        Crm crm = withTasks();
        for (int round = 0; round < 5; round++) {
            UUID parent = crm.tasks().create(TaskDraft.of("Parent " + round)).id();
            AtOnce.run(List.<Callable<Task>>of(
                    () -> crm.tasks().complete(parent),
                    () -> crm.tasks().create(TaskDraft.of("Child").childOf(parent))));
            boolean hasChild = !crm.tasks()
                    .list(TaskQuery.open().and(attr("parent").eq(parent)))
                    .items()
                    .isEmpty();
            assertThat(crm.tasks().get(parent).isOpen()).isEqualTo(hasChild);
        }
    }

    @Test
    @SpecRule("FLT-4")
    @DisplayName(
            "Days of due tasks are those of the workspace's zone, a day ends with its last moment, and the first due comes first")
    void dueDaysAreTheWorkspaces() {
        Crm crm = withTasks();
        ZoneId zone = ZoneId.of("Pacific/Auckland");
        crm.configure(crm.settings().zone(zone));
        LocalDate day = LocalDate.ofInstant(clock().instant(), zone).plusDays(1);
        clock().advance(Duration.between(
                clock().instant(), day.atTime(22, 0).atZone(zone).toInstant()));
        Instant midnight = day.plusDays(1).atStartOfDay(zone).toInstant();
        Task today = crm.tasks().create(TaskDraft.of("today").dueOn(day));
        assertThat(today.dueAt()).isEqualTo(midnight.minusNanos(1_000));
        crm.tasks().create(TaskDraft.of("tomorrow").due(midnight));
        crm.tasks().create(TaskDraft.of("yesterday").dueOn(day.minusDays(1)));
        crm.tasks().create(TaskDraft.of("never"));
        UUID done =
                crm.tasks().create(TaskDraft.of("done").dueOn(day.minusDays(2))).id();
        crm.tasks().complete(done);

        assertThat(titles(crm.tasks().list(TaskQuery.open())))
                .containsExactly("yesterday", "today", "tomorrow", "never");
        assertThat(titles(crm.tasks().list(TaskQuery.open().due(day, day)))).containsExactly("today");
        assertThat(titles(crm.tasks().list(TaskQuery.open().due(day, null)))).containsExactly("today", "tomorrow");
        assertThat(titles(crm.tasks().list(TaskQuery.all().due(null, day))))
                .containsExactly("done", "yesterday", "today");
        assertThat(titles(crm.tasks().list(TaskQuery.all().onlyOverdue()))).containsExactly("yesterday");
        clock().advance(Duration.ofHours(2));
        assertThat(titles(crm.tasks().list(TaskQuery.open().onlyOverdue()))).containsExactly("yesterday", "today");
        List<String> paged = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Task> page = crm.tasks().list(TaskQuery.open().limit(3).after(cursor));
            paged.addAll(titles(page));
            cursor = page.nextCursor();
        } while (cursor != null);
        assertThat(paged).containsExactly("yesterday", "today", "tomorrow", "never");
    }

    private static List<String> reminders(Crm crm, UUID task) {
        return crm.timeline().of(task, TimelineQuery.all().types(EventTypes.TASK_REMINDER_DUE)).items().stream()
                .map(event -> String.valueOf(event.details().get("remindAt")))
                .toList();
    }

    @Test
    @SpecRule("TIM-3")
    @DisplayName("A reminder comes at its time, once, with title and assignee, and as the engine's own doing")
    void aReminderComesOnce() {
        Crm crm = withTasks();
        Instant at = clock().instant().plus(Duration.ofHours(2));
        UUID task = crm.tasks()
                .create(TaskDraft.of("Call").assignee("ben").remindAt(at))
                .id();
        work();
        clock().advance(Duration.ofMinutes(119));
        work();
        assertThat(reminders(crm, task)).isEmpty();
        clock().advance(Duration.ofMinutes(1));
        work();
        CrmEvent event = crm.timeline()
                .of(task, TimelineQuery.all().types(EventTypes.TASK_REMINDER_DUE))
                .items()
                .get(0);
        assertThat(event.actor()).isEqualTo(Actor.system());
        assertThat(event.details()).isEqualTo(Map.of("remindAt", at.toString(), "assignee", "ben"));
        clock().advance(Duration.ofDays(1));
        work();
        assertThat(reminders(crm, task)).hasSize(1);
    }

    @Test
    @SpecRule("TIM-3")
    @DisplayName(
            "A time that was changed does not come, the new one does, and a time to which one returns comes once in all")
    void aChangedReminder() {
        Crm crm = withTasks();
        Instant first = clock().instant().plus(Duration.ofHours(1));
        Instant second = first.plus(Duration.ofHours(1));
        UUID task = crm.tasks().create(TaskDraft.of("Call").remindAt(first)).id();
        crm.tasks().remind(task, second);
        crm.tasks().remind(task, first);
        crm.tasks().remind(task, second);
        work();
        clock().advance(Duration.ofHours(1));
        work();
        assertThat(reminders(crm, task)).isEmpty();
        clock().advance(Duration.ofHours(1));
        work();
        assertThat(reminders(crm, task)).containsExactly(second.toString());
        // what has passed comes at once, through the record store too
        crm.records("task").patch(task, Map.of("remind_at", first));
        work();
        assertThat(reminders(crm, task)).containsExactly(first.toString(), second.toString());
        crm.tasks().remind(task, second);
        work();
        crm.tasks().remind(task, first);
        work();
        assertThat(reminders(crm, task)).hasSize(2);
        assertThat(crm.jobs().counts().ready()).isZero();
    }

    @Test
    @SpecRule("TIM-3")
    @DisplayName(
            "Nobody is reminded of a task that is done, archived or without a time; reopened before its time it is")
    void noReminderOfWhatIsClosed() {
        Crm crm = withTasks();
        Instant at = clock().instant().plus(Duration.ofHours(1));
        List<UUID> tasks = IntStream.range(0, 4)
                .mapToObj(i -> crm.tasks()
                        .create(TaskDraft.of("Task " + i).remindAt(at))
                        .id())
                .toList();
        crm.tasks().complete(tasks.get(0));
        crm.records("task").archive(tasks.get(1));
        crm.tasks().remind(tasks.get(2), null);
        crm.tasks().cancel(tasks.get(3));
        crm.tasks().reopen(tasks.get(3));
        clock().advance(Duration.ofHours(1));
        work();
        for (int i = 0; i < 3; i++) {
            assertThat(reminders(crm, tasks.get(i))).as("task %d", i).isEmpty();
        }
        assertThat(reminders(crm, tasks.get(3))).hasSize(1);
        crm.tasks().reopen(tasks.get(0));
        work();
        assertThat(reminders(crm, tasks.get(0))).isEmpty();
    }

    @Test
    @SpecRule("QRY-5")
    @DisplayName("Creating a task and listing tasks take the same calls of the storage whatever they are about")
    void callsDoNotGrow() {
        CountingStorage counting = new CountingStorage(fresh());
        Crm crm = closedAtTheEnd(CrmEngine.builder()
                        .storage(counting.storage())
                        .clock(clock())
                        .build())
                .workspace("counted")
                .as(Actor.user("ada"));
        crm.schema().install(StandardObjects.with("task", "company"));
        List<UUID> companies = IntStream.range(0, 30)
                .mapToObj(i -> company(crm, "Company " + i))
                .toList();
        List<String> few =
                counting.during(() -> crm.tasks().create(TaskDraft.of("one").about(companies.get(0))));
        assertThat(counting.during(() -> crm.tasks().create(TaskDraft.of("many").about(companies))))
                .isEqualTo(few);
        List<String> twoTasks =
                counting.during(() -> crm.tasks().list(TaskQuery.open().about(companies.get(0))));
        for (int i = 0; i < 20; i++) {
            crm.tasks().create(TaskDraft.of("more " + i).about(companies.get(0)));
        }
        assertThat(counting.during(() -> crm.tasks().list(TaskQuery.open().about(companies.get(0)))))
                .isEqualTo(twoTasks);
    }
}
