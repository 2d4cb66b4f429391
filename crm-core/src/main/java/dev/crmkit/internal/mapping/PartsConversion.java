package dev.crmkit.internal.mapping;

import dev.crmkit.internal.type.DidYouMean;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A compound value as a Java record of some of its parts; the parts that it does not have stay as they are. */
final class PartsConversion implements Conversion {
    private final JavaRecord<?> record;
    private final CompoundForm form;
    private final List<Conversion> parts = new ArrayList<>();

    /**
     * Pairs components and parts.
     *
     * @throws dev.crmkit.type.InvalidValueException if a component is no part, or does not fit it
     */
    PartsConversion(JavaRecord<?> record, CompoundForm form) {
        this.record = record;
        this.form = form;
        List<String> faults = new ArrayList<>();
        for (JavaRecord.Component component : record.components()) {
            Conversion part = form.partConversion(component.name(), component.type());
            if (part != null) {
                parts.add(part);
            } else if (form.parts().contains(component.name())) {
                faults.add("component " + component.name() + " is a " + JavaTypes.name(component.type()) + ". Choose "
                        + form.partChoices(component.name()));
            } else {
                faults.add("component " + component.name() + " is none of the parts "
                        + String.join(", ", form.parts()) + "."
                        + DidYouMean.hint(component.name(), form.parts()));
            }
        }
        List<String> missing = form.needsAllParts() ? missing() : List.of();
        if (!missing.isEmpty()) {
            faults.add("it has no components " + String.join(", ", missing) + ", which every value has");
        }
        if (!faults.isEmpty()) {
            throw MappingFaults.invalid("which does not fit: " + String.join("; ", faults));
        }
    }

    private List<String> missing() {
        List<String> there =
                record.components().stream().map(JavaRecord.Component::name).toList();
        return form.parts().stream()
                .filter(part -> !there.contains(part) && !part.equals(form.derivedPart()))
                .toList();
    }

    @Override
    public boolean isPartial() {
        return !missing().isEmpty();
    }

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        if (!(canonical instanceof Map<?, ?> map)) {
            return null;
        }
        List<@Nullable Object> arguments = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            arguments.add(parts.get(i).read(map.get(record.components().get(i).name())));
        }
        return record.create(arguments);
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        if (held == null) {
            return null;
        }
        Map<String, @Nullable Object> given = new LinkedHashMap<>();
        List<@Nullable Object> values = record.values(held);
        for (int i = 0; i < parts.size(); i++) {
            given.put(record.components().get(i).name(), parts.get(i).write(values.get(i), null));
        }
        String derived = form.derivedPart();
        Object derivedValue = given.get(derived);
        boolean saysDerivedAlone = derivedValue != null
                && given.entrySet().stream().allMatch(e -> e.getKey().equals(derived) || e.getValue() == null);
        if (current instanceof Map<?, ?> map) {
            if (saysDerivedAlone) {
                return Objects.equals(derivedValue, map.get(derived)) ? current : given;
            }
            for (String part : missing()) {
                given.put(part, map.get(part));
            }
        }
        return given;
    }
}
