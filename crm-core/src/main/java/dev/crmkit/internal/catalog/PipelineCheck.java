package dev.crmkit.internal.catalog;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.item.StorableText;
import dev.crmkit.internal.schema.DefinedObject;
import dev.crmkit.internal.schema.PipelineSet;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.pipeline.Pipeline;
import dev.crmkit.pipeline.Stage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with the definition of a pipeline, all faults at once. */
final class PipelineCheck {
    private static final int MAX_LABEL = 255;
    private static final int MAX_STAGES = 100;
    private static final int MAX_STAGES_OF_OBJECT = 1_000;
    private static final int MAX_SCALE = 10;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final DefinedObject object;
    private final PipelineSet set;
    private final List<Violation> faults = new ArrayList<>();

    private PipelineCheck(DefinedObject object) {
        this.object = object;
        this.set = object.pipelines();
    }

    /** Every fault of a pipeline of the object, whether it is new or changed. */
    static List<Violation> faults(DefinedObject object, Pipeline pipeline) {
        PipelineCheck check = new PipelineCheck(object);
        check.pipeline(pipeline);
        return check.faults;
    }

    private void fault(String path, ErrorCode code, String message) {
        faults.add(new Violation(path, code, message));
    }

    private void pipeline(Pipeline pipeline) {
        String key = pipeline.key();
        faults.addAll(SpecCheck.slug(key, key));
        label(key + ".label", pipeline.label());
        attribute(key + ".amount", pipeline.amount(), Set.of("CURRENCY"));
        attribute(key + ".closeDate", pipeline.closeDate(), Set.of("DATE", "TIMESTAMP"));
        attribute(key + ".probability", pipeline.probability(), Set.of("NUMBER"))
                .filter(attribute -> !isShare(attribute))
                .ifPresent(attribute -> fault(
                        key + ".probability",
                        ErrorCode.SCHEMA_INVALID_CONFIG,
                        "'" + attribute.slug()
                                + "' must be bounded within 0 and 1, or within 0 and 100 for percent. Give it"
                                + " a min and a max"));
        stages(pipeline);
    }

    private static boolean isShare(CrmAttribute attribute) {
        return attribute.spec().config().get("min") instanceof Number min
                && attribute.spec().config().get("max") instanceof Number max
                && new BigDecimal(min.toString()).signum() >= 0
                && new BigDecimal(max.toString()).compareTo(HUNDRED) <= 0;
    }

    private void label(String path, String label) {
        if (label.isBlank()) {
            fault(path, ErrorCode.VALUE_REQUIRED, "must have a value. Give one");
        } else if (label.codePointCount(0, label.length()) > MAX_LABEL) {
            fault(path, ErrorCode.VALUE_TOO_LONG, "has more than " + MAX_LABEL + " characters. Shorten it");
        } else if (!StorableText.isStorable(label)) {
            fault(
                    path,
                    ErrorCode.VALUE_MALFORMED,
                    "has the character U+0000 or half a surrogate pair in it. Take it out");
        }
    }

    private Optional<CrmAttribute> attribute(String path, @Nullable String slug, Set<String> types) {
        if (slug == null) {
            return Optional.empty();
        }
        Optional<CrmAttribute> found = find(path, slug);
        Optional<CrmAttribute> fitting =
                found.filter(a -> types.contains(a.spec().type()));
        if (found.isPresent() && fitting.isEmpty()) {
            fault(
                    path,
                    ErrorCode.SCHEMA_INVALID_CONFIG,
                    "'" + slug + "' is of type " + found.get().spec().type() + ". Name an attribute of type "
                            + String.join(" or ", types.stream().sorted().toList()));
        }
        return fitting;
    }

    private Optional<CrmAttribute> find(String path, String slug) {
        Optional<CrmAttribute> found = object.object().findAttribute(slug);
        if (found.isEmpty()) {
            List<String> known =
                    object.attributes().stream().map(CrmAttribute::slug).toList();
            fault(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                    "names '" + slug + "', which is not an attribute of '" + object.slug() + "'."
                            + DidYouMean.hint(slug, known) + " Its attributes are " + DidYouMean.list(known));
        }
        return found;
    }

    private void stages(Pipeline pipeline) {
        List<Stage> stages = pipeline.stages();
        String path = pipeline.key() + ".stages";
        if (stages.isEmpty() || stages.size() > MAX_STAGES) {
            fault(path, ErrorCode.VALUE_OUT_OF_RANGE, "must be 1 to " + MAX_STAGES + ", not " + stages.size());
        } else if (stages.get(0).isClosed()) {
            fault(
                    path,
                    ErrorCode.PIPELINE_CHANGE_REFUSED,
                    "begin with '" + stages.get(0).key()
                            + "', in which the work has ended. Put an open stage first, in which records begin");
        }
        int others = set.successors().size()
                + set.pipelines().stream()
                        .filter(other -> !other.key().equals(pipeline.key()))
                        .mapToInt(other -> other.stages().size())
                        .sum();
        if (others + stages.size() > MAX_STAGES_OF_OBJECT) {
            fault(
                    path,
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "would be " + (others + stages.size()) + " with those of the object's other pipelines and those"
                            + " deleted; the limit is " + MAX_STAGES_OF_OBJECT);
        }
        Set<String> keys = new HashSet<>();
        for (Stage stage : stages) {
            stage(pipeline, stage, keys);
        }
    }

    private void stage(Pipeline pipeline, Stage stage, Set<String> keys) {
        String path = pipeline.key() + "." + stage.key();
        faults.addAll(SpecCheck.slug(path, stage.key()));
        if (!keys.add(stage.key())) {
            fault(path, ErrorCode.SCHEMA_DUPLICATE_SLUG, "is the key of two stages. Choose another for one of them");
        }
        if (set.successors().containsKey(PipelineSet.stageId(pipeline.key(), stage.key()))) {
            fault(
                    path,
                    ErrorCode.PIPELINE_CHANGE_REFUSED,
                    "was the key of a stage that is deleted, and its history still has it. Choose another key");
        }
        label(path + ".label", stage.label());
        if (stage.probability().signum() < 0
                || stage.probability().compareTo(BigDecimal.ONE) > 0
                || stage.probability().scale() > MAX_SCALE) {
            fault(
                    path + ".probability",
                    ErrorCode.VALUE_OUT_OF_RANGE,
                    "must be 0 to 1 with at most " + MAX_SCALE + " digits after the point, not " + stage.probability());
        }
        stage.requires().forEach(slug -> find(path + ".requires", slug));
    }
}
