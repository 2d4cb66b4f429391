package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.NotFoundException;
import dev.crmkit.error.Violation;
import dev.crmkit.event.EventTypes;
import dev.crmkit.internal.engine.Tx;
import dev.crmkit.internal.list.ListRuns;
import dev.crmkit.internal.record.StageMoves;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineCodec;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.schema.WorkspaceSchema;
import dev.crmkit.internal.timeline.EventLog;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.member.Power;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Definitions of pipelines, read and changed; they are kept with their object. Changes need the schema to themselves. Not thread-safe. */
public final class PipelineChanges {
    private final Tx tx;

    /** Changes in that transaction. */
    public PipelineChanges(Tx tx) {
        this.tx = tx;
    }

    /** The pipelines of the object as the actor sees them. */
    public List<Pipeline> list(String object) {
        return shown(SchemaService.shown(tx).get(object));
    }

    /** The pipeline as the actor sees it. */
    public Optional<Pipeline> find(String object, String key) {
        return list(object).stream()
                .filter(pipeline -> pipeline.key().equals(key))
                .findFirst();
    }

    /**
     * The pipeline as the actor sees it.
     *
     * @throws NotFoundException if there is none
     */
    public Pipeline get(String object, String key) {
        return find(object, key)
                .orElseThrow(() -> unknown(SchemaService.shown(tx).get(object), key));
    }

    private static List<Pipeline> shown(DefinedObject object) {
        return object.pipelines().pipelines().stream()
                .map(pipeline -> PipelineCodec.withSlugs(pipeline, object.object()))
                .toList();
    }

    private static NotFoundException unknown(DefinedObject object, String key) {
        List<String> keys =
                object.pipelines().pipelines().stream().map(Pipeline::key).toList();
        return new NotFoundException(
                ErrorCode.PIPELINE_NOT_FOUND,
                "There is no pipeline '" + key + "' of '" + object.slug() + "'." + DidYouMean.hint(key, keys)
                        + " Its pipelines are " + DidYouMean.list(keys),
                Map.of("object", object.slug(), "pipeline", key));
    }

    private static NotFoundException unknownStage(Pipeline pipeline, String stage) {
        List<String> keys = pipeline.stages().stream().map(Stage::key).toList();
        return new NotFoundException(
                ErrorCode.PIPELINE_NOT_FOUND,
                "There is no stage '" + stage + "' in the pipeline '" + pipeline.key() + "'."
                        + DidYouMean.hint(stage, keys) + " Its stages are " + DidYouMean.list(keys),
                Map.of("object", pipeline.object(), "pipeline", pipeline.key(), "stage", stage));
    }

    private static void refuse(String what, List<Violation> faults) {
        if (!faults.isEmpty()) {
            throw new InvalidInputException(what, faults);
        }
    }

    private static void refuse(String what, String path, String message) {
        refuse(what, List.of(new Violation(path, ErrorCode.PIPELINE_CHANGE_REFUSED, message)));
    }

    /** Defines a new pipeline. */
    public Pipeline define(Pipeline pipeline) {
        return add(SchemaService.lock(tx), pipeline, "defined");
    }

    private Pipeline add(WorkspaceSchema schema, Pipeline pipeline, String change) {
        DefinedObject object = schema.get(pipeline.object());
        List<Violation> faults = new ArrayList<>(PipelineCheck.faults(object, pipeline));
        if (object.pipelines().find(pipeline.key()).isPresent()) {
            faults.add(new Violation(
                    pipeline.key(),
                    ErrorCode.SCHEMA_DUPLICATE_SLUG,
                    "is the key of a pipeline of '" + object.slug() + "' already. Choose another"));
        }
        refuse("define pipeline '" + pipeline.key() + "'", faults);
        List<Pipeline> pipelines = new ArrayList<>(object.pipelines().pipelines());
        pipelines.add(PipelineCodec.withIds(pipeline, object.object()));
        return put(object, with(object, pipelines), pipeline.key(), change, null);
    }

    private PipelineSet with(DefinedObject object, List<Pipeline> pipelines) {
        return object.pipelines()
                .with(pipelines, new PipelineSet.Fields(tx.newId(), tx.newId(), tx.newId(), tx.newId()));
    }

    /** Defines a pipeline of a blueprint where there is none of its key; the schema is locked. */
    void install(Pipeline pipeline) {
        if (tx.schema().get(pipeline.object()).pipelines().find(pipeline.key()).isEmpty()) {
            add(tx.schema(), pipeline, "installed by a blueprint");
        }
    }

    /** Changes everything of a pipeline but which stages it has in which order. */
    public Pipeline alter(Pipeline changed) {
        DefinedObject object = SchemaService.lock(tx).get(changed.object());
        Pipeline before = known(object, changed.key());
        String what = "alter pipeline '" + changed.key() + "'";
        if (!keys(changed).equals(keys(before))) {
            refuse(
                    what,
                    changed.key() + ".stages",
                    "are " + String.join(", ", keys(changed)) + ", and the pipeline has "
                            + String.join(", ", keys(before))
                            + ". Insert, reorder and delete stages by the calls for it");
        }
        return replace(object, before, changed, what, "altered");
    }

    private static List<String> keys(Pipeline pipeline) {
        return pipeline.stages().stream().map(Stage::key).toList();
    }

    private static Pipeline known(DefinedObject object, String key) {
        return PipelineCodec.withSlugs(
                object.pipelines().find(key).orElseThrow(() -> unknown(object, key)), object.object());
    }

    private Pipeline replace(DefinedObject object, Pipeline before, Pipeline after, String what, String change) {
        if (after.equals(before)) {
            return before;
        }
        List<Violation> faults = new ArrayList<>(PipelineCheck.faults(object, after));
        for (Stage stage : after.stages()) {
            boolean turns = before.findStage(stage.key())
                    .filter(old -> old.isClosed() != stage.isClosed())
                    .isPresent();
            if (turns && new StageMoves(tx).isHeld(object, PipelineSet.stageId(after.key(), stage.key()))) {
                faults.add(new Violation(
                        after.key() + "." + stage.key() + ".state",
                        ErrorCode.PIPELINE_CHANGE_REFUSED,
                        "cannot become " + stage.state() + " while records are in the stage: that would "
                                + (stage.isClosed() ? "close" : "reopen")
                                + " them. Insert another stage and delete this one with it as the target"));
            }
        }
        refuse(what, faults);
        return put(object, with(object, replaced(object, after)), after.key(), change, before);
    }

    private static List<Pipeline> replaced(DefinedObject object, Pipeline after) {
        Pipeline kept = PipelineCodec.withIds(after, object.object());
        return object.pipelines().pipelines().stream()
                .map(pipeline -> pipeline.key().equals(after.key()) ? kept : pipeline)
                .toList();
    }

    /** Puts the pipelines of an object in another order. */
    public List<Pipeline> reorder(String objectSlug, List<String> order) {
        DefinedObject object = SchemaService.lock(tx).get(objectSlug);
        List<String> before =
                object.pipelines().pipelines().stream().map(Pipeline::key).toList();
        requireSame("reorder the pipelines of '" + objectSlug + "'", "pipeline", order, before);
        if (!order.equals(before)) {
            List<Pipeline> pipelines = order.stream()
                    .map(key -> object.pipelines().find(key).orElseThrow())
                    .toList();
            store(object, with(object, pipelines));
            tell(object, null, "reordered", before, order);
        }
        return shown(tx.schema().get(object.id()));
    }

    private static void requireSame(String what, String of, List<String> order, List<String> known) {
        if (order.size() != known.size() || !new HashSet<>(order).equals(new HashSet<>(known))) {
            refuse(what, "", "the order must name each " + of + " exactly once: " + String.join(", ", known));
        }
    }

    /** Lets records come into the pipeline, or no more. */
    public Pipeline activate(String objectSlug, String key, boolean active) {
        DefinedObject object = SchemaService.lock(tx).get(objectSlug);
        Pipeline before = known(object, key);
        String change = active ? "restored" : "archived";
        return replace(object, before, before.active(active), change + " pipeline '" + key + "'", change);
    }

    /** Defines a pipeline like another. */
    public Pipeline copy(String objectSlug, String key, String newKey, String newLabel) {
        WorkspaceSchema schema = SchemaService.lock(tx);
        Pipeline before = known(schema.get(objectSlug), key);
        return add(
                schema,
                new Pipeline(
                        before.object(),
                        newKey,
                        newLabel,
                        before.mode(),
                        true,
                        before.optional(),
                        before.amount(),
                        before.closeDate(),
                        before.probability(),
                        before.stages()),
                "copied from " + key);
    }

    /** Puts a new stage before another, or last. */
    public Pipeline insertStage(String objectSlug, String key, Stage stage, @Nullable String next) {
        DefinedObject object = SchemaService.lock(tx).get(objectSlug);
        Pipeline before = known(object, key);
        List<Stage> stages = new ArrayList<>(before.stages());
        stages.add(next == null ? stages.size() : stages.indexOf(stage(before, next)), stage);
        return replace(
                object,
                before,
                before.stages(stages),
                "insert stage '" + stage.key() + "' into pipeline '" + key + "'",
                "stage " + stage.key() + " inserted");
    }

    private static Stage stage(Pipeline pipeline, String key) {
        return pipeline.findStage(key).orElseThrow(() -> unknownStage(pipeline, key));
    }

    /** Puts the stages in another order. */
    public Pipeline reorderStages(String objectSlug, String key, List<String> order) {
        DefinedObject object = SchemaService.lock(tx).get(objectSlug);
        Pipeline before = known(object, key);
        String what = "reorder the stages of pipeline '" + key + "'";
        requireSame(what, "stage", order, keys(before));
        List<Stage> stages = order.stream().map(name -> stage(before, name)).toList();
        return replace(object, before, before.stages(stages), what, "stages reordered");
    }

    /** Takes a stage away and gives its records to another. */
    public Pipeline deleteStage(String objectSlug, String key, String stageKey, String targetKey) {
        DefinedObject object = SchemaService.lock(tx).get(objectSlug);
        Pipeline before = known(object, key);
        String what = "delete stage '" + stageKey + "' of pipeline '" + key + "'";
        Stage stage = stage(before, stageKey);
        Stage target = stage(before, targetKey);
        if (stage.equals(target)) {
            refuse(what, targetKey, "is the stage that goes. Choose another that takes its records");
        }
        Pipeline after = before.stages(
                before.stages().stream().filter(other -> !other.equals(stage)).toList());
        refuse(what, PipelineCheck.faults(object, after));
        String id = PipelineSet.stageId(key, stageKey);
        StageMoves moves = new StageMoves(tx);
        if (stage.isClosed() && !target.isClosed() && moves.isHeld(object, id)) {
            tx.access().require(Power.REOPEN, "move closed records to an open stage");
        }
        String targetId = PipelineSet.stageId(key, targetKey);
        moves.clear(object, id, object.pipelines().findStage(targetId).orElseThrow());
        return put(
                object,
                object.pipelines().retiring(replaced(object, after), id, targetId),
                key,
                "stage " + stageKey + " deleted for " + targetKey,
                before);
    }

    /** Stores the pipelines of the object and tells what became of one. */
    private Pipeline put(
            DefinedObject object, PipelineSet pipelines, String key, String change, @Nullable Pipeline before) {
        store(object, pipelines);
        Pipeline after = known(tx.schema().get(object.id()), key);
        tell(object, key, change, before == null ? null : PipelineCodec.write(before), PipelineCodec.write(after));
        return after;
    }

    private void store(DefinedObject object, PipelineSet pipelines) {
        DefinedObject changed = object.with(pipelines);
        ComputedCheck.resolve(tx, tx.schema(), List.of(changed), "change the pipelines of '" + object.slug() + "'");
        tx.storage()
                .schema()
                .put(
                        Layouts.of(changed, tx.types()),
                        ComputedCheck.document(tx, changed, List.of(), SchemaService.ids(tx.schema())));
        tx.reloadSchema();
        ListRuns.requireWhole(tx, "change the pipelines of '" + object.slug() + "'");
    }

    private void tell(
            DefinedObject object, @Nullable String key, String change, @Nullable Object before, Object after) {
        Map<String, @Nullable Object> details = new LinkedHashMap<>();
        details.put("object", object.slug());
        details.put("pipeline", key);
        details.put("change", change);
        details.put("before", before);
        details.put("after", after);
        details.values().removeIf(Objects::isNull);
        new EventLog(tx).add(EventTypes.PIPELINE_CHANGED, details).write();
    }
}
