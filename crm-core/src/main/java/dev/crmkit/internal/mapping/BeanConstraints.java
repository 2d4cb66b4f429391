package dev.crmkit.internal.mapping;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.Violation;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The constraints of Bean Validation on a Java record. Thread-safe. */
final class BeanConstraints {
    private final @Nullable Validator validator;
    private final boolean declared;

    private BeanConstraints(@Nullable Validator validator, boolean declared) {
        this.validator = validator;
        this.declared = declared;
    }

    /** The constraints of a type, to be checked by the validator if there is one. */
    static BeanConstraints of(Class<?> type, @Nullable Validator validator) {
        return new BeanConstraints(
                validator,
                validator == null
                        ? ConstraintSearch.declaresAny(type)
                        : validator.getConstraintsForClass(type).isBeanConstrained());
    }

    /** Whether there are constraints and nothing to check them with. */
    boolean cannotBeChecked() {
        return declared && validator == null;
    }

    /** Every constraint that does not hold, in the order of the components. */
    List<Violation> check(Object value, List<MappedComponent> components) {
        if (!declared || validator == null) {
            return List.of();
        }
        List<Violation> broken = new ArrayList<>();
        List<ConstraintViolation<Object>> found = new ArrayList<>(validator.validate(value));
        List<String> names = components.stream().map(MappedComponent::name).toList();
        found.sort(Comparator.<ConstraintViolation<Object>>comparingInt(v -> names.indexOf(first(v.getPropertyPath())))
                .thenComparing(v -> v.getPropertyPath().toString())
                .thenComparing(ConstraintViolation::getMessage));
        for (ConstraintViolation<Object> violation : found) {
            broken.add(new Violation(
                    path(violation.getPropertyPath(), components),
                    ErrorCode.CONSTRAINT_VIOLATED,
                    message(violation, value)));
        }
        return broken;
    }

    private static String message(ConstraintViolation<?> violation, Object root) {
        Object invalid = violation.getInvalidValue();
        return invalid == null || invalid == root
                ? violation.getMessage()
                : violation.getMessage() + ", not " + MappingFaults.show(invalid);
    }

    /** The name of the component, or empty if the fault is of the record as a whole. */
    private static String first(Path path) {
        for (Path.Node node : path) {
            String name = node.getName();
            return name == null ? "" : name;
        }
        return "";
    }

    private static String path(Path path, List<MappedComponent> components) {
        String whole = path.toString();
        String first = first(path);
        return components.stream()
                .filter(c -> c.name().equals(first))
                .findFirst()
                .map(c -> c.slug() + whole.substring(first.length()))
                .orElse(whole);
    }
}
