package dev.crmkit.internal.schema;

import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.model.Attributes;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The pipelines of an object as they are kept: object and attributes are named by id. Where a record is in them is kept in four values of its own, which
 * are attributes to everything that stores and indexes values and to nobody else. Immutable.
 */
public final class PipelineSet {
    /** The fields of records that say where they are. */
    public static final Set<String> FIELDS = Collections.unmodifiableSet(new LinkedHashSet<>(
            List.of(SystemFields.PIPELINE, SystemFields.STAGE, SystemFields.STAGE_ENTERED_AT, SystemFields.CLOSED_AT)));

    private static final PipelineSet NONE = new PipelineSet(List.of(), Map.of(), null);

    private final List<Pipeline> pipelines;
    private final Map<String, String> successors;
    private final @Nullable Fields fields;
    private final List<CrmAttribute> attributes;
    private final Map<String, PlacedStage> stages = new LinkedHashMap<>();

    /**
     * Pipelines in order.
     *
     * @param successors for each stage that was deleted the one that took its records
     * @param fields the ids of the values; null only if there never was a pipeline
     */
    PipelineSet(List<Pipeline> pipelines, Map<String, String> successors, @Nullable Fields fields) {
        this.pipelines = List.copyOf(pipelines);
        this.successors = Collections.unmodifiableMap(new LinkedHashMap<>(successors));
        this.fields = fields;
        for (Pipeline pipeline : pipelines) {
            for (int i = 0; i < pipeline.stages().size(); i++) {
                PlacedStage placed = new PlacedStage(pipeline, pipeline.stages().get(i), i);
                stages.put(placed.id(), placed);
            }
        }
        this.attributes = fields == null ? List.of() : fields.attributes(this);
    }

    /** No pipelines. */
    public static PipelineSet none() {
        return NONE;
    }

    /**
     * The ids of the values that say where a record is. Immutable.
     *
     * @param stage of its stage
     * @param pipeline of its pipeline
     * @param enteredAt of when it came into its stage
     * @param closedAt of when it was closed
     */
    public record Fields(UUID stage, UUID pipeline, UUID enteredAt, UUID closedAt) {

        // The stage first: the first option column is the one that number indexes carry along, for boards.
        private List<CrmAttribute> attributes(PipelineSet set) {
            List<AttributeOption> stages = new ArrayList<>();
            set.stages.forEach((id, placed) ->
                    stages.add(AttributeOption.of(id, placed.stage().label())));
            set.successors
                    .keySet()
                    .forEach(id -> stages.add(AttributeOption.of(id).asArchived()));
            List<AttributeOption> pipelines = new ArrayList<>();
            set.pipelines.forEach(pipeline -> pipelines.add(AttributeOption.of(pipeline.key(), pipeline.label())));
            AttributeSpec choice = AttributeSpec.ofType("SELECT");
            return List.of(
                    attribute(stage, SystemFields.STAGE, choice.options(stages)),
                    attribute(pipeline, SystemFields.PIPELINE, choice.options(pipelines)),
                    attribute(enteredAt, SystemFields.STAGE_ENTERED_AT, Attributes.timestamp()),
                    attribute(closedAt, SystemFields.CLOSED_AT, Attributes.timestamp()));
        }

        private static CrmAttribute attribute(UUID id, String name, AttributeSpec spec) {
            return new CrmAttribute(id, name, name, spec);
        }
    }

    /**
     * A stage with its pipeline. Immutable.
     *
     * @param pipeline the pipeline
     * @param stage the stage
     * @param place its place in the pipeline, from 0
     */
    public record PlacedStage(Pipeline pipeline, Stage stage, int place) {

        /** What records hold, as in {@code sales/won}. */
        public String id() {
            return PipelineSet.stageId(pipeline.key(), stage.key());
        }
    }

    /** What records of the stage hold. */
    public static String stageId(String pipeline, String stage) {
        return pipeline + '/' + stage;
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return pipelines.isEmpty();
    }

    /** All of them in order. */
    public List<Pipeline> pipelines() {
        return pipelines;
    }

    /** The pipeline of that key. */
    public Optional<Pipeline> find(String key) {
        return pipelines.stream().filter(pipeline -> pipeline.key().equals(key)).findFirst();
    }

    /** The stage of which records hold that. */
    public Optional<PlacedStage> findStage(String id) {
        return Optional.ofNullable(stages.get(id));
    }

    /** Every stage that there is, by what records of it hold, in order. */
    public Map<String, PlacedStage> stages() {
        return Collections.unmodifiableMap(stages);
    }

    /** Where new records begin that name no pipeline. */
    public Optional<Pipeline> start() {
        return pipelines.stream()
                .filter(pipeline -> pipeline.active() && !pipeline.optional())
                .findFirst();
    }

    /** For each deleted stage the one that took its records. */
    public Map<String, String> successors() {
        return successors;
    }

    /** The stage itself, or the one that its records are in now that it is deleted. */
    public String settled(String stage) {
        String settled = stage;
        // A successor may have been deleted after it; it never comes back, so this ends.
        for (String next = successors.get(settled); next != null; next = successors.get(settled)) {
            settled = next;
        }
        return settled;
    }

    /** The ids of the values that say where a record is; there is a pipeline, or was. */
    public Fields fields() {
        return Objects.requireNonNull(fields, "fields");
    }

    @Nullable
    Fields findFields() {
        return fields;
    }

    /** The values that say where a record is, as attributes; empty if there never was a pipeline. */
    public List<CrmAttribute> attributes() {
        return attributes;
    }

    /** The attribute of that field. */
    public Optional<CrmAttribute> findField(String name) {
        return attributes.stream().filter(a -> a.slug().equals(name)).findFirst();
    }

    /**
     * The same with these pipelines.
     *
     * @param newFields for a set that has no fields yet
     */
    public PipelineSet with(List<Pipeline> newPipelines, Fields newFields) {
        return new PipelineSet(newPipelines, successors, fields == null ? newFields : fields);
    }

    /** The same with these pipelines, after a stage gave its records to another. */
    public PipelineSet retiring(List<Pipeline> newPipelines, String stage, String successor) {
        Map<String, String> more = new LinkedHashMap<>(successors);
        more.put(stage, successor);
        return new PipelineSet(newPipelines, more, fields);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PipelineSet that
                && pipelines.equals(that.pipelines)
                && successors.equals(that.successors)
                && Objects.equals(fields, that.fields);
    }

    @Override
    public int hashCode() {
        return Objects.hash(pipelines, successors, fields);
    }

    @Override
    public String toString() {
        return stages.keySet().toString();
    }
}
