package dev.crmkit.internal.query;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.query.Filter;
import dev.crmkit.query.Operator;
import dev.crmkit.query.SystemFields;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.Field.SystemField;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lowers one comparison: finds what its path names, checks the operator and hands over to the type. Immutable. */
final class ComparisonCompiler {
    private final TypeRegistry types;
    private final QueryView view;
    private final EvaluationContext context;

    ComparisonCompiler(TypeRegistry types, QueryView view, EvaluationContext context) {
        this.types = types;
        this.view = view;
        this.context = context;
    }

    Predicate compile(CrmObject object, Filter.Comparison comparison, List<Violation> faults) {
        String path = comparison.path();
        List<@Nullable Object> operands = new ArrayList<>();
        for (Object operand : comparison.operands()) {
            operands.add(Emptiness.isEmpty(operand) ? null : operand);
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return compare(object, path, path, comparison.operator(), operands, faults);
        }
        Target target = target(object, path, path.substring(0, dot), faults);
        if (target == null) {
            return Predicate.never();
        }
        String name = path.substring(dot + 1);
        if (name.indexOf('.') >= 0) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "a path crosses one reference, as in company.industry, not more"));
            return Predicate.never();
        }
        // One comparison may be lowered in two parts, which then have the same fault.
        Set<Violation> found = new LinkedHashSet<>();
        Predicate predicate = new PathComparison(
                        target.field,
                        target.object.id(),
                        view.reach(target.object.id()),
                        (operator, some) -> compare(target.object, path, name, operator, some, found))
                .compile(comparison.operator(), operands);
        faults.addAll(found);
        return predicate;
    }

    private @Nullable Target target(CrmObject object, String path, String name, List<Violation> faults) {
        CrmAttribute attribute = Names.find(object, name).orElse(null);
        if (attribute == null) {
            faults.add(Faults.unknownAttribute(path, name, object, view.isNamed(object.id())));
            return null;
        }
        AttributeType type = types.find(attribute.spec().type()).orElse(null);
        String slug =
                type == null ? null : type.referencedObject(attribute.spec()).orElse(null);
        if (type == null || slug == null) {
            List<String> references = object.attributes().stream()
                    .filter(a -> types.find(a.spec().type())
                            .flatMap(t -> t.referencedObject(a.spec()))
                            .isPresent())
                    .map(CrmAttribute::slug)
                    .toList();
            faults.add(Faults.of(
                    path,
                    ErrorCode.QUERY_NOT_SUPPORTED_ON_ATTRIBUTE,
                    "'" + name + "' does not refer to records, so no path goes through it. The references of "
                            + object.slug() + " are "
                            + (references.isEmpty() ? "none" : String.join(", ", references))));
            return null;
        }
        CrmObject target = view.find(slug).orElse(null);
        if (target == null) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_OBJECT,
                    "'" + name + "' refers to the object '" + slug + "', which is not defined in this workspace"));
            return null;
        }
        return new Target(new Field.Attribute(attribute.id(), "", IndexKind.REFERENCES), target);
    }

    private Predicate compare(
            CrmObject object,
            String path,
            String name,
            Operator operator,
            List<@Nullable Object> operands,
            Collection<Violation> faults) {
        try {
            if (SystemFieldComparisons.isTag(name)) {
                if (!Comparisons.SET.contains(operator)) {
                    faults.add(Faults.unknownOperator(path, operator, "the field " + name, Comparisons.SET));
                    return Predicate.never();
                }
                return SystemFieldComparisons.compareTags(operator, operands);
            }
            if (SystemFieldComparisons.isList(name)) {
                if (!ListFields.OPERATORS.contains(operator)) {
                    faults.add(Faults.unknownOperator(path, operator, "the field " + name, ListFields.OPERATORS));
                    return Predicate.never();
                }
                return ListFields.compare(object.slug(), view.lists(object.id()), operator, operands);
            }
            if (PipelineFields.isOne(name)) {
                return compareField(object, path, name, operator, operands, faults);
            }
            SystemField system =
                    SystemFieldComparisons.find(name, view.isNamed(object.id())).orElse(null);
            if (system != null) {
                if (!SystemFieldComparisons.operators(system).contains(operator)) {
                    faults.add(Faults.unknownOperator(
                            path, operator, "the field " + name, SystemFieldComparisons.operators(system)));
                    return Predicate.never();
                }
                return SystemFieldComparisons.compare(system, operator, operands, context);
            }
            CrmAttribute attribute = Names.find(object, name).orElse(null);
            if (attribute == null) {
                faults.add(Faults.unknownAttribute(path, name, object, view.isNamed(object.id())));
                return Predicate.never();
            }
            return compare(attribute, path, operator, operands, faults);
        } catch (InvalidValueException e) {
            faults.add(Faults.of(path, operandCode(e.code()), e.reason()));
            return Predicate.never();
        }
    }

    private Predicate compareField(
            CrmObject object,
            String path,
            String name,
            Operator operator,
            List<@Nullable Object> operands,
            Collection<Violation> faults) {
        CrmAttribute field = PipelineFields.find(view, object, name).orElse(null);
        if (field == null) {
            faults.add(PipelineFields.missing(path, object));
            return Predicate.never();
        }
        if (!name.equals(SystemFields.STAGE)) {
            return compare(field, path, operator, operands, faults);
        }
        PipelineFields.Stages stages = PipelineFields.Stages.of(field, operator, operands);
        return compare(field, path, stages.operator(), stages.operands(), faults);
    }

    private Predicate compare(
            CrmAttribute attribute,
            String path,
            Operator operator,
            List<@Nullable Object> operands,
            Collection<Violation> faults) {
        AttributeType type = types.find(attribute.spec().type()).orElse(null);
        if (type == null) {
            faults.add(Faults.of(
                    path,
                    ErrorCode.SCHEMA_UNKNOWN_TYPE,
                    types.describeUnknown(attribute.spec().type())));
            return Predicate.never();
        }
        if (!type.operators(attribute.spec()).contains(operator)) {
            faults.add(Faults.unknownOperator(
                    path, operator, "the type " + type.name(), type.operators(attribute.spec())));
            return Predicate.never();
        }
        return type.compare(
                attribute.spec(), component -> field(type, attribute, component), operator, operands, context);
    }

    static Field field(AttributeType type, CrmAttribute attribute, String component) {
        IndexKind kind = type.components(attribute.spec()).stream()
                .filter(c -> c.name().equals(component))
                .map(Component::kind)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("The type " + type.name() + " has no component '" + component + "'"));
        return new Field.Attribute(attribute.id(), component, kind);
    }

    /** What a type says about a value it refuses is here said about an operand; only an unknown option keeps its name. */
    private static ErrorCode operandCode(ErrorCode code) {
        return switch (code) {
            case VALUE_UNKNOWN_OPTION, QUERY_UNKNOWN_OPERATOR, QUERY_LIMIT, QUERY_TOO_COMPLEX -> code;
            default -> ErrorCode.QUERY_INVALID_OPERAND;
        };
    }

    /**
     * Where a path leads.
     *
     * @param field the reference
     * @param object whose records it refers to
     */
    private record Target(Field.Attribute field, CrmObject object) {}
}
