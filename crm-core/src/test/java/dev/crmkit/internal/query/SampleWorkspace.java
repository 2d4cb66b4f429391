package dev.crmkit.internal.query;

import dev.crmkit.error.Violation;
import dev.crmkit.internal.type.Emptiness;
import dev.crmkit.internal.type.SampleTypes;
import dev.crmkit.internal.type.TypeRegistry;
import dev.crmkit.model.CrmAttribute;
import dev.crmkit.model.CrmObject;
import dev.crmkit.model.ObjectScope;
import dev.crmkit.query.Filter;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.PredicateEvaluator;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Two objects with an attribute of every type each; {@code deal} refers to {@code company}. */
final class SampleWorkspace {
    static final TypeRegistry TYPES = TypeRegistry.builtIn();
    static final CrmObject DEAL = object("deal", 100);
    static final CrmObject COMPANY = object("company", 200);
    static final EvaluationContext NOON =
            new EvaluationContext(Instant.parse("2024-10-10T10:00:00Z"), ZoneId.of("Europe/Berlin"));

    private SampleWorkspace() {}

    private static CrmObject object(String slug, int number) {
        List<CrmAttribute> attributes = new ArrayList<>();
        for (SampleTypes.Sample sample : SampleTypes.all()) {
            UUID id = new UUID(number, attributes.size() + 1);
            attributes.add(new CrmAttribute(id, sample.slug(), sample.slug(), sample.spec()));
        }
        return new CrmObject(
                new UUID(number, 0), slug, slug, slug, null, null, ObjectScope.CUSTOM, Map.of(), attributes, null);
    }

    static Optional<CrmObject> find(String slug) {
        return slug.equals("company") ? Optional.of(COMPANY) : Optional.empty();
    }

    static Predicate compile(Filter filter, EvaluationContext context, List<Violation> faults) {
        return new FilterCompiler(TYPES, SampleWorkspace::find, context).compile(DEAL, filter, faults);
    }

    static List<Violation> faults(Filter filter) {
        List<Violation> faults = new ArrayList<>();
        compile(filter, NOON, faults);
        return faults;
    }

    static boolean matches(Filter filter, SampleRecord record) {
        List<Violation> faults = new ArrayList<>();
        Predicate predicate = compile(filter, NOON, faults);
        if (!faults.isEmpty()) {
            throw new AssertionError(faults.toString());
        }
        return PredicateEvaluator.test(predicate, record);
    }

    static boolean matches(Filter filter, Map<String, ?> values) {
        return matches(filter, deal(values));
    }

    static SampleRecord deal(Map<String, ?> values) {
        return record(DEAL, new UUID(1, 1), values);
    }

    /** A record with these values, given as a caller gives them. */
    static SampleRecord record(CrmObject object, UUID id, Map<String, ?> values) {
        SampleRecord record = new SampleRecord(id);
        record.values.put(Field.SystemField.ID, new IndexValue.References(List.of(id)));
        values.forEach((slug, input) -> {
            CrmAttribute attribute = object.findAttribute(slug).orElseThrow();
            AttributeType type = TYPES.get(attribute.spec().type());
            Object canonical = Emptiness.isEmpty(input) ? null : type.normalise(attribute.spec(), input);
            if (canonical != null) {
                Map<String, IndexValue> index = type.index(attribute.spec(), canonical);
                for (Component component : type.components(attribute.spec())) {
                    record.values.put(
                            new Field.Attribute(attribute.id(), component.name(), component.kind()),
                            index.get(component.name()));
                }
            }
        });
        return record;
    }
}
