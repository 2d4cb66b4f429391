package dev.crmkit.internal.mapping;

import dev.crmkit.error.ErrorCode;
import dev.crmkit.error.InvalidInputException;
import dev.crmkit.error.Violation;
import dev.crmkit.internal.mapping.MappedComponent.Role;
import dev.crmkit.internal.type.DerivedType;
import dev.crmkit.internal.type.DidYouMean;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.CrmRecord;
import dev.crmkit.type.InvalidValueException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A mapping on an object as it is defined. Thread-safe.
 *
 * @param <T> the Java record
 */
final class RecordBinding<T extends Record> {
    private final RecordMapping<T> mapping;
    private final List<Cell> cells;

    private RecordBinding(RecordMapping<T> mapping, List<Cell> cells) {
        this.mapping = mapping;
        this.cells = cells;
    }

    /** How one component is read and written. */
    private interface Cell {
        @Nullable
        Object read(CrmRecord record);

        /** What to write, or null if the component is not written. */
        default @Nullable Conversion writer() {
            return null;
        }
    }

    private record AttributeCell(MappedComponent component, Conversion conversion, boolean writable) implements Cell {
        @Override
        public @Nullable Object read(CrmRecord record) {
            return conversion.read(
                    component.holdsRefs() ? record.references(component.slug()) : record.value(component.slug()));
        }

        @Override
        public @Nullable Conversion writer() {
            return writable ? conversion : null;
        }
    }

    private record FieldCell(SystemField field) implements Cell {
        @Override
        public @Nullable Object read(CrmRecord record) {
            return field.read(record);
        }

        @Override
        public @Nullable Conversion writer() {
            return field.isWritable() ? new SameConversion(field.type()) : null;
        }
    }

    /** Pairs components and attributes. */
    static <T extends Record> RecordBinding<T> of(RecordMapping<T> mapping, CrmObject definition) {
        List<Violation> faults = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        for (MappedComponent component : mapping.components()) {
            cell(component, definition, faults).ifPresent(cells::add);
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.MAPPING_INVALID,
                    "see records of '" + definition.slug() + "' as "
                            + JavaTypes.name(mapping.record().type()),
                    faults);
        }
        return new RecordBinding<>(mapping, List.copyOf(cells));
    }

    private static Optional<Cell> cell(MappedComponent component, CrmObject definition, List<Violation> faults) {
        if (component.role() == Role.ID) {
            return Optional.of(CrmRecord::id);
        } else if (component.role() == Role.VERSION) {
            return Optional.of(CrmRecord::version);
        } else if (component.isField()) {
            return SystemField.find(component.slug()).map(FieldCell::new);
        }
        Optional<CrmAttribute> attribute = definition.findAttribute(component.slug());
        if (attribute.isEmpty()) {
            faults.add(unknown(component, definition));
            return Optional.empty();
        }
        String type = attribute.get().spec().type();
        try {
            Conversion conversion = Conversions.between(attribute.get().spec(), component.type());
            boolean writable = component.role() != Role.VIEW
                    && !type.equals("AI_COMPUTED")
                    && !DerivedType.isOne(attribute.get().spec());
            return Optional.of(new AttributeCell(component, conversion, writable));
        } catch (InvalidValueException e) {
            faults.add(MappingFaults.of(
                    component.name(),
                    "maps attribute '" + component.slug() + "' (" + type + ") to " + JavaTypes.name(component.type())
                            + ", " + e.reason()));
            return Optional.empty();
        }
    }

    private static Violation unknown(MappedComponent component, CrmObject definition) {
        List<String> known = definition.attributes().stream()
                .map(CrmAttribute::slug)
                .sorted()
                .toList();
        return MappingFaults.of(
                component.name(),
                "maps attribute '" + component.slug() + "', which '" + definition.slug() + "' does not have."
                        + DidYouMean.hint(component.slug(), known) + " Known attributes: " + DidYouMean.list(known)
                        + ". Rename the component, or name the attribute with @CrmAttributeName");
    }

    /** Whether what a component does not show must be known before it is written. */
    boolean needsCurrent() {
        return cells.stream().anyMatch(cell -> {
            Conversion writer = cell.writer();
            return writer != null && writer.isPartial();
        });
    }

    /** The values of a new record; empty ones are left out, so that they get their defaults. */
    Map<String, @Nullable Object> creation(T value) {
        Map<String, @Nullable Object> values = change(value, null);
        values.values().removeIf(written -> written == null);
        return values;
    }

    /**
     * Every mapped value.
     *
     * @param current the record as it is stored, where that is needed
     */
    Map<String, @Nullable Object> change(T value, @Nullable CrmRecord current) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        List<@Nullable Object> held = mapping.record().values(value);
        for (int i = 0; i < cells.size(); i++) {
            Conversion writer = cells.get(i).writer();
            if (writer != null) {
                String slug = mapping.components().get(i).slug();
                values.put(slug, writer.write(held.get(i), current == null ? null : current.value(slug)));
            }
        }
        return values;
    }

    /**
     * The record as a Java record.
     *
     * @throws InvalidInputException with every value that a component cannot hold
     */
    T read(CrmRecord record) {
        List<Violation> faults = new ArrayList<>();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < cells.size(); i++) {
            try {
                values.add(cells.get(i).read(record));
            } catch (InvalidValueException e) {
                MappedComponent component = mapping.components().get(i);
                values.add(null);
                faults.add(MappingFaults.of(
                        component.name(), "cannot hold attribute '" + component.slug() + "': it " + e.reason()));
            }
        }
        if (!faults.isEmpty()) {
            throw new InvalidInputException(
                    ErrorCode.MAPPING_INVALID,
                    "see " + record.object() + " " + record.id() + " as "
                            + JavaTypes.name(mapping.record().type()),
                    faults);
        }
        return mapping.record().create(values);
    }
}
