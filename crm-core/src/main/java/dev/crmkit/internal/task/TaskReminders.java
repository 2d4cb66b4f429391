package dev.crmkit.internal.task;

import dev.crmkit.Crm;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Json;
import dev.crmkit.internal.engine.Transactions;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.item.ItemIds;
import dev.crmkit.internal.job.EngineJob;
import dev.crmkit.internal.job.RegisteredJob;
import dev.crmkit.internal.record.RecordService;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.job.JobOptions;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.spi.storage.StoredItem;
import dev.crmkit.spi.storage.StoredRecord;
import dev.crmkit.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Reminders of tasks: a job at the time, whoever wrote the time, and one event for each task and time. A job whose time no longer holds does nothing, so
 * none is ever taken back. Not instantiable.
 */
public final class TaskReminders {
    private static final String KIND = "crm.task.reminder";
    private static final String TOLD = "task.reminder";

    private TaskReminders() {}

    /** The attribute that says when to be reminded, if the object is that of tasks. */
    public static Optional<CrmAttribute> attribute(DefinedObject object) {
        return object.slug().equals(TaskObject.SLUG)
                ? object.object()
                        .findAttribute(TaskObject.REMIND_AT)
                        .filter(attribute -> attribute.spec().type().equals("TIMESTAMP"))
                : Optional.empty();
    }

    /**
     * The job that reminds of a task.
     *
     * @param at an instant that has passed is now
     */
    public static EngineJob at(Tx tx, UUID task, Instant at) {
        Duration delay = Duration.between(tx.now(), at);
        return new EngineJob(
                KIND,
                Map.of("task", task.toString(), "at", at.toString()),
                delay.isNegative() ? Duration.ZERO : delay,
                KIND + ":" + task + ":" + at);
    }

    /**
     * The kind of job, with what is done for it.
     *
     * @param inside the transaction that a handler's CRM is bound to
     */
    public static RegisteredJob<Crm> job(Function<? super Crm, Transactions> inside) {
        return new RegisteredJob<>(KIND, JobOptions.standard(), job -> {
            Map<String, Object> payload = Json.readObject(job.payload());
            UUID task = UUID.fromString(Json.requiredText(payload, "task"));
            Instant at = Instant.parse(Json.requiredText(payload, "at"));
            job.finish(crm -> inside.apply(crm).write(tx -> remind(tx, task, at)));
        });
    }

    /** Whether the event was written. */
    private static boolean remind(Tx tx, UUID id, Instant at) {
        // Whoever changes the time at this moment comes before or after.
        Optional<StoredRecord> stored = tx.records().lock(List.of(id)).stream().findFirst();
        if (stored.isEmpty()
                || stored.get().isArchived()
                || tx.schema().find(TaskObject.SLUG).isEmpty()) {
            return false;
        }
        TaskObject object = TaskObject.in(tx);
        Optional<Task> task = new RecordService(Transactions.partOf(tx), TaskObject.SLUG)
                .find(id)
                .map(object::task)
                .filter(found -> found.isOpen() && Objects.equals(found.remindAt(), at));
        if (task.isEmpty()) {
            return false;
        }
        StoredItem told = new StoredItem(ItemIds.of(TOLD, id, at), TOLD, id, at.toString(), tx.now(), "");
        if (!tx.storage().items().insert(List.of(told)).isEmpty()) {
            return false;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("remindAt", at.toString());
        String assignee = task.get().assignee();
        if (assignee != null) {
            details.put("assignee", assignee);
        }
        new EventLog(tx)
                .add(EventTypes.TASK_REMINDER_DUE, stored.get(), details)
                .write();
        return true;
    }
}
