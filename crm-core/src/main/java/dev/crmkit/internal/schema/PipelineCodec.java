package dev.crmkit.internal.schema;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.OptionState;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Pipelines as JSON documents, and between the ids under which they are kept and the slugs that callers use. Not instantiable. */
public final class PipelineCodec {
    private PipelineCodec() {}

    static Map<String, @Nullable Object> write(PipelineSet set) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        PipelineSet.Fields fields = set.findFields();
        if (fields != null) {
            document.put("stage", fields.stage().toString());
            document.put("pipeline", fields.pipeline().toString());
            document.put("enteredAt", fields.enteredAt().toString());
            document.put("closedAt", fields.closedAt().toString());
        }
        document.put("successors", set.successors());
        document.put(
                "pipelines", set.pipelines().stream().map(PipelineCodec::write).toList());
        return document;
    }

    /** A pipeline as a document. */
    public static Map<String, @Nullable Object> write(Pipeline pipeline) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("object", pipeline.object());
        document.put("key", pipeline.key());
        document.put("label", pipeline.label());
        document.put("mode", pipeline.mode().name());
        document.put("active", pipeline.active());
        document.put("optional", pipeline.optional());
        document.put("amount", pipeline.amount());
        document.put("closeDate", pipeline.closeDate());
        document.put("probability", pipeline.probability());
        document.put(
                "stages", pipeline.stages().stream().map(PipelineCodec::write).toList());
        return document;
    }

    private static Map<String, @Nullable Object> write(Stage stage) {
        Map<String, @Nullable Object> document = new LinkedHashMap<>();
        document.put("key", stage.key());
        document.put("label", stage.label());
        document.put("colour", stage.colour());
        document.put("state", stage.state().name());
        document.put("probability", stage.probability());
        document.put("requires", List.copyOf(stage.requires()));
        document.put("startable", stage.startable());
        document.put("inheritPipelineActions", stage.inheritsPipelineActions());
        return document;
    }

    static PipelineSet read(Map<String, Object> document) {
        if (document.isEmpty()) {
            return PipelineSet.none();
        }
        List<Pipeline> pipelines = new ArrayList<>();
        Json.list(document, "pipelines")
                .forEach(element -> pipelines.add(pipeline(Json.asObject((Map<?, ?>) element))));
        Map<String, String> successors = new LinkedHashMap<>();
        Json.object(document, "successors").forEach((stage, next) -> successors.put(stage, (String) next));
        PipelineSet.Fields fields = document.containsKey("stage")
                ? new PipelineSet.Fields(
                        id(document, "stage"),
                        id(document, "pipeline"),
                        id(document, "enteredAt"),
                        id(document, "closedAt"))
                : null;
        return new PipelineSet(pipelines, successors, fields);
    }

    private static UUID id(Map<String, Object> document, String name) {
        return UUID.fromString(Json.requiredText(document, name));
    }

    private static Pipeline pipeline(Map<String, Object> document) {
        List<Stage> stages = new ArrayList<>();
        Json.list(document, "stages").forEach(element -> stages.add(stage(Json.asObject((Map<?, ?>) element))));
        return new Pipeline(
                Json.requiredText(document, "object"),
                Json.requiredText(document, "key"),
                Json.requiredText(document, "label"),
                Pipeline.Mode.valueOf(Json.requiredText(document, "mode")),
                Json.flag(document, "active"),
                Json.flag(document, "optional"),
                Json.text(document, "amount"),
                Json.text(document, "closeDate"),
                Json.text(document, "probability"),
                stages);
    }

    private static Stage stage(Map<String, Object> document) {
        Set<String> requires = new LinkedHashSet<>();
        Json.list(document, "requires").forEach(attribute -> requires.add((String) attribute));
        return new Stage(
                Json.requiredText(document, "key"),
                Json.requiredText(document, "label"),
                Json.text(document, "colour"),
                OptionState.valueOf(Json.requiredText(document, "state")),
                Json.number(document, "probability"),
                requires,
                Json.flag(document, "startable"),
                Json.flag(document, "inheritPipelineActions"));
    }

    /** A pipeline whose attributes exist, as it is kept. */
    public static Pipeline withIds(Pipeline pipeline, CrmObject object) {
        return renamed(
                pipeline,
                object.id().toString(),
                slug -> object.findAttribute(slug).map(CrmAttribute::id).map(UUID::toString));
    }

    /** A pipeline as callers know it; attributes that the object does not show are left out. */
    public static Pipeline withSlugs(Pipeline pipeline, CrmObject object) {
        return renamed(
                pipeline,
                object.slug(),
                id -> object.findAttribute(UUID.fromString(id)).map(CrmAttribute::slug));
    }

    private static Pipeline renamed(Pipeline pipeline, String object, Function<String, Optional<String>> names) {
        return new Pipeline(
                object,
                pipeline.key(),
                pipeline.label(),
                pipeline.mode(),
                pipeline.active(),
                pipeline.optional(),
                name(pipeline.amount(), names),
                name(pipeline.closeDate(), names),
                name(pipeline.probability(), names),
                pipeline.stages().stream().map(stage -> renamed(stage, names)).toList());
    }

    private static Stage renamed(Stage stage, Function<String, Optional<String>> names) {
        return stage.requires(stage.requires().stream()
                .flatMap(attribute -> names.apply(attribute).stream())
                .toArray(String[]::new));
    }

    private static @Nullable String name(@Nullable String attribute, Function<String, Optional<String>> names) {
        return attribute == null ? null : names.apply(attribute).orElse(null);
    }
}
