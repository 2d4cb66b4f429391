package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** RECORD_REFERENCE: records of one object, by id, in the order given. Whether they are there is for the engine to see. */
final class RecordReferenceType extends BuiltInType {
    RecordReferenceType() {
        super("RECORD_REFERENCE", IndexKind.REFERENCES);
    }

    @Override
    List<String> configKeys() {
        return List.of(
                ReferenceConfig.OBJECT,
                ReferenceConfig.MULTIPLE,
                ReferenceConfig.HIERARCHY,
                ReferenceConfig.ARCHIVE_WITH);
    }

    @Override
    void checkConfig(Config config) {
        config.checkText(ReferenceConfig.OBJECT, true, "company");
        config.checkFlag(ReferenceConfig.MULTIPLE);
        config.checkFlag(ReferenceConfig.HIERARCHY);
        config.checkFlag(ReferenceConfig.ARCHIVE_WITH);
        if (ReferenceConfig.isHierarchy(config.spec()) && ReferenceConfig.isMultiple(config.spec())) {
            config.fault(
                    ReferenceConfig.MULTIPLE, "does not go with hierarchy: a record has one above it. Take one away");
        }
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        Set<UUID> ids = ids(input);
        ReferenceConfig.checkSize(spec, ids.size(), "records");
        return ids.isEmpty() ? null : List.copyOf(ids);
    }

    /** Ids between semicolons or commas. */
    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return normalise(spec, Members.split(text));
    }

    private static Set<UUID> ids(Object input) {
        Set<UUID> ids = new LinkedHashSet<>();
        for (Object member : Members.of(input)) {
            ids.add(RecordIds.read(member));
        }
        return ids;
    }

    @Override
    public Object store(AttributeSpec spec, Object canonical) {
        return ((List<?>) canonical).stream().map(Object::toString).toList();
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return ((List<?>) stored)
                .stream().map(id -> UUID.fromString((String) id)).toList();
    }

    /** The ids: the names of the records are not the type's to know. */
    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return ((List<?>) canonical).stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    @Override
    public List<Component> components(AttributeSpec spec) {
        return List.of(new Component("", IndexKind.REFERENCES, !ReferenceConfig.isMultiple(spec)));
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        List<UUID> ids = new ArrayList<>();
        for (Object id : (List<?>) canonical) {
            ids.add((UUID) id);
        }
        return new IndexValue.References(ids);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return ReferenceConfig.isMultiple(spec) ? Comparisons.SET : Comparisons.SINGLE_SET;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        Field field = fields.apply("");
        return ReferenceConfig.isMultiple(spec)
                ? Comparisons.references(field, operator, operands, RecordReferenceType::ids)
                : Comparisons.singleReference(field, operator, operands, RecordReferenceType::ids);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return !ReferenceConfig.isMultiple(spec);
    }

    @Override
    public Optional<String> referencedObject(AttributeSpec spec) {
        return Optional.ofNullable(Config.text(spec, ReferenceConfig.OBJECT));
    }
}
