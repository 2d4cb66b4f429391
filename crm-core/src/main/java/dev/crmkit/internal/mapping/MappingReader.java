package dev.crmkit.internal.mapping;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.mapping.MappedComponent.Role;
import dev.crmkit.record.CrmAttributeName;
import dev.crmkit.record.CrmId;
import dev.crmkit.record.CrmMapping;
import dev.crmkit.record.CrmVersion;
import dev.crmkit.type.InvalidValueException;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads what a class declares of itself, and gathers every fault of it. Not thread-safe. */
final class MappingReader {
    private final List<Violation> faults = new ArrayList<>();

    /**
     * The mapping of a Java record.
     *
     * @param constraints the constraints of Bean Validation on it
     * @throws InvalidInputException if it cannot be a view of any object
     */
    <T extends Record> RecordMapping<T> read(Class<T> type, BeanConstraints constraints) {
        CrmMapping mapping = type.getAnnotation(CrmMapping.class);
        if (!type.isRecord() || mapping == null) {
            throw refused(
                    type,
                    List.of(MappingFaults.of(
                            "",
                            JavaTypes.name(type) + " is not a Java record that carries @CrmMapping. Declare it as in"
                                    + " @CrmMapping(\"deal\") record Deal(...)")));
        }
        if (mapping.value().isBlank()) {
            faults.add(MappingFaults.of("", "@CrmMapping names no object. Name its slug"));
        }
        if (constraints.cannotBeChecked()) {
            faults.add(MappingFaults.of(
                    "",
                    JavaTypes.name(type)
                            + " declares constraints of Bean Validation, and the engine has nothing to check"
                            + " them with. Give it a validator, as in CrmEngine.builder().validator(...)"));
        }
        JavaRecord<T> record = open(type);
        List<MappedComponent> components = record == null
                ? List.of()
                : record.components().stream().map(this::component).toList();
        components = oneWriterEach(components);
        for (Role role : List.of(Role.ID, Role.VERSION)) {
            components.stream()
                    .filter(c -> c.role() == role)
                    .skip(1)
                    .forEach(c -> faults.add(
                            MappingFaults.of(c.name(), "is the second component with that annotation. Keep one")));
        }
        if (!faults.isEmpty() || record == null) {
            throw refused(type, faults);
        }
        return new RecordMapping<>(mapping.value(), record, components, constraints);
    }

    private static InvalidInputException refused(Class<?> type, List<Violation> faults) {
        return new InvalidInputException(ErrorCode.MAPPING_INVALID, "see records as " + JavaTypes.name(type), faults);
    }

    private <T> @Nullable JavaRecord<T> open(Class<T> type) {
        try {
            return JavaRecord.of(type);
        } catch (InvalidValueException e) {
            faults.add(MappingFaults.of("", JavaTypes.name(type) + " " + e.reason()));
            return null;
        }
    }

    private MappedComponent component(JavaRecord.Component component) {
        RecordComponent declared = component.declared();
        CrmAttributeName name = declared.getAnnotation(CrmAttributeName.class);
        boolean isId = declared.isAnnotationPresent(CrmId.class);
        boolean isVersion = declared.isAnnotationPresent(CrmVersion.class);
        if ((isId && isVersion) || (name != null && (isId || isVersion))) {
            faults.add(MappingFaults.of(
                    component.name(), "carries more than one of @CrmId, @CrmVersion and @CrmAttributeName. Keep one"));
        }
        if (isId) {
            checkType(component, Set.of(UUID.class), "UUID");
            return new MappedComponent(component.name(), component.type(), "@id", Role.ID);
        } else if (isVersion) {
            checkType(component, Set.of(long.class, Long.class), "long or Long");
            return new MappedComponent(component.name(), component.type(), "@version", Role.VERSION);
        }
        String slug = name == null ? AttributeNames.slug(component.name()) : name.value();
        MappedComponent mapped = new MappedComponent(component.name(), component.type(), slug, Role.VALUE);
        if (mapped.isField()) {
            checkField(component, slug);
        }
        return mapped;
    }

    private void checkType(JavaRecord.Component component, Set<Type> allowed, String choices) {
        if (!allowed.contains(component.type())) {
            faults.add(MappingFaults.of(
                    component.name(), "is a " + JavaTypes.name(component.type()) + ". Choose " + choices));
        }
    }

    private void checkField(JavaRecord.Component component, String field) {
        SystemField known = SystemField.find(field).orElse(null);
        if (known == null) {
            faults.add(MappingFaults.of(
                    component.name(),
                    "names '" + field + "', which is not a field. The fields are "
                            + String.join(", ", SystemField.names()) + "; the id is marked with @CrmId"));
        } else {
            checkType(component, Set.of(known.type()), known.type().getSimpleName() + " for " + field);
        }
    }

    /** Two components of one attribute are fine if one shows references and the other writes them. */
    private List<MappedComponent> oneWriterEach(List<MappedComponent> components) {
        Map<String, MappedComponent> writers = new HashMap<>();
        for (MappedComponent component : components) {
            if (component.role() == Role.VALUE && !component.holdsRefs()) {
                MappedComponent other = writers.putIfAbsent(component.slug(), component);
                if (other != null) {
                    faults.add(MappingFaults.of(
                            component.name(),
                            "maps '" + component.slug() + "', as component '" + other.name() + "' does. Keep one"));
                }
            }
        }
        Map<String, MappedComponent> shown = new HashMap<>();
        List<MappedComponent> checked = new ArrayList<>();
        for (MappedComponent component : components) {
            boolean shows = component.role() == Role.VALUE && component.holdsRefs();
            MappedComponent other = shows ? shown.putIfAbsent(component.slug(), component) : null;
            if (other != null) {
                faults.add(MappingFaults.of(
                        component.name(),
                        "shows '" + component.slug() + "', as component '" + other.name() + "' does. Keep one"));
            }
            checked.add(shows && writers.containsKey(component.slug()) ? component.asView() : component);
        }
        return checked;
    }
}
