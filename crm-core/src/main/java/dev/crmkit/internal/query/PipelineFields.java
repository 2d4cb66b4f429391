package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.model.AttributeOption;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Operator;
import dev.crmkit.query.SystemFields;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields that say where a record is in a pipeline: attributes to the storage, system fields to callers. Not instantiable. */
final class PipelineFields {
    private static final Set<String> NAMES =
            Set.of(SystemFields.PIPELINE, SystemFields.STAGE, SystemFields.STAGE_ENTERED_AT, SystemFields.CLOSED_AT);

    private PipelineFields() {}

    static boolean isOne(String name) {
        return NAMES.contains(name);
    }

    /** The field as an attribute; nothing if the object has no pipelines. */
    static Optional<CrmAttribute> find(QueryView view, CrmObject object, String name) {
        return view.fields(object.id()).stream()
                .filter(field -> field.slug().equals(name))
                .findFirst();
    }

    static Violation missing(String path, CrmObject object) {
        return Faults.of(
                path,
                ErrorCode.SCHEMA_UNKNOWN_ATTRIBUTE,
                "the object '" + object.slug() + "' has no pipelines. Define one with crm.pipelines()");
    }

    /**
     * A comparison of stages by what records hold. A stage that is named without its pipeline stands for the stages of that key in all of them. Immutable.
     *
     * @param operator for as many operands as there are now
     * @param operands what records hold; a name that stands for nothing stays as it is
     */
    record Stages(Operator operator, List<@Nullable Object> operands) {

        static Stages of(CrmAttribute field, Operator operator, List<@Nullable Object> named) {
            List<@Nullable Object> operands = new ArrayList<>();
            for (Object operand : named) {
                List<String> stages = operand instanceof String key && key.indexOf('/') < 0
                        ? field.spec().options().stream()
                                .map(AttributeOption::id)
                                .filter(id -> id.endsWith("/" + key))
                                .toList()
                        : List.of();
                if (stages.isEmpty()) {
                    operands.add(operand);
                } else {
                    operands.addAll(stages);
                }
            }
            Operator wider =
                    operator == Operator.EQ ? Operator.IN : operator == Operator.NEQ ? Operator.NOT_IN : operator;
            return new Stages(operands.size() > named.size() ? wider : operator, operands);
        }
    }
}
