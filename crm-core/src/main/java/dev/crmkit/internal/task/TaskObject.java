package dev.crmkit.internal.task;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.model.OptionState;
import dev.crmkit.schema.StandardObjects;
import dev.crmkit.task.Task;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The object of tasks as the workspace has it, which is the standard one with whatever was added. Immutable. */
final class TaskObject {
    static final String SLUG = "task";
    static final String STATUS = "status";
    static final String DUE_AT = "due_at";
    static final String REMIND_AT = "remind_at";
    static final String COMPLETED_AT = "completed_at";
    static final String PARENT = "parent";
    static final String TO_DO = "to_do";
    static final String IN_PROGRESS = "in_progress";
    static final String DONE = "done";
    static final String CANCELLED = "cancelled";
    private static final List<String> NEEDED =
            List.of("title", STATUS, "priority", DUE_AT, REMIND_AT, COMPLETED_AT, PARENT);
    private static final String FIX = ". Install it: crm.schema().install(StandardObjects.with(\"task\"))";

    private final DefinedObject object;
    private final AttributeSpec status;

    private TaskObject(DefinedObject object, AttributeSpec status) {
        this.object = object;
        this.status = status;
    }

    /**
     * The object in the transaction's workspace.
     *
     * @throws NotFoundException if the workspace has not installed it, or lacks some of its attributes
     */
    static TaskObject in(Tx tx) {
        DefinedObject object = tx.schema()
                .find(SLUG)
                .orElseThrow(() -> new NotFoundException(
                        ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                        "The workspace has no object '" + SLUG + "' for tasks" + FIX,
                        Map.of("object", SLUG)));
        Map<String, AttributeSpec> standard = StandardObjects.task().attributes();
        List<String> missing = NEEDED.stream()
                .filter(slug -> object.object()
                        .findAttribute(slug)
                        .map(CrmAttribute::spec)
                        .filter(spec -> spec.type()
                                .equals(Objects.requireNonNull(standard.get(slug))
                                        .type()))
                        .isEmpty())
                .toList();
        if (!missing.isEmpty()) {
            throw new NotFoundException(
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "The object '" + SLUG + "' lacks attributes that tasks need, or has them with another type: "
                            + String.join(", ", missing) + FIX
                            + ", which adds what is missing; rename or retype what is in the way",
                    Map.of("object", SLUG, "attributes", missing));
        }
        return new TaskObject(
                object, object.object().findAttribute(STATUS).orElseThrow().spec());
    }

    DefinedObject object() {
        return object;
    }

    Task task(CrmRecord record) {
        return new Task(record, state(record.text(STATUS)));
    }

    /** The options under which a task is open, those that can be chosen no more among them. */
    List<String> openStatuses() {
        return status.options().stream()
                .filter(option -> isOpen(stateOf(option)))
                .map(AttributeOption::id)
                .toList();
    }

    static boolean isOpen(OptionState state) {
        return state == OptionState.NOT_STARTED || state == OptionState.IN_PROGRESS;
    }

    /** What a status says; none says that nothing was done. */
    OptionState state(@Nullable String id) {
        return status.options().stream()
                .filter(option -> option.id().equals(id))
                .findFirst()
                .map(TaskObject::stateOf)
                .orElse(OptionState.NOT_STARTED);
    }

    private static OptionState stateOf(AttributeOption option) {
        return Optional.ofNullable(option.state()).orElse(OptionState.NOT_STARTED);
    }
}
