package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.Component;
import dev.crmkit.type.EvaluationContext;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A type whose values the engine computes: stored, compared, sorted and shown as those of the type that it gives. */
abstract class ComputedType implements AttributeType {

    /** The type of what is computed. */
    abstract AttributeType result(AttributeSpec spec);

    /** An attribute of that type which holds what is computed. */
    abstract AttributeSpec resultSpec(AttributeSpec spec);

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        return result(spec).normalise(resultSpec(spec), input);
    }

    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return result(spec).parse(resultSpec(spec), text);
    }

    @Override
    public Object store(AttributeSpec spec, Object canonical) {
        return result(spec).store(resultSpec(spec), canonical);
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return result(spec).restore(resultSpec(spec), stored);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return result(spec).display(resultSpec(spec), canonical);
    }

    @Override
    public List<Component> components(AttributeSpec spec) {
        return result(spec).components(resultSpec(spec));
    }

    @Override
    public Map<String, IndexValue> index(AttributeSpec spec, Object canonical) {
        return result(spec).index(resultSpec(spec), canonical);
    }

    @Override
    public List<String> sortComponents(AttributeSpec spec) {
        return result(spec).sortComponents(resultSpec(spec));
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return result(spec).operators(resultSpec(spec));
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return result(spec).compare(resultSpec(spec), fields, operator, operands, context);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }

    @Override
    public boolean isEngineWritten() {
        return true;
    }

    /** Refuses what does not go with a value that nobody gives. */
    static void refuseRules(Config config, AttributeSpec spec) {
        if (spec.isRequired()) {
            config.fault("required", "does not go with a value that is computed after the record is written");
        }
        if (spec.isUnique()) {
            config.fault("unique", "does not go with a computed value. Take it away");
        }
        if (!Emptiness.isEmpty(spec.defaultValue())) {
            config.fault("default", "does not go with a computed value. Take it away");
        }
    }
}
