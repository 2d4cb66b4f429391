package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A type whose values are one line of text each: compared and sorted without case. */
abstract class LineType extends BuiltInType {
    LineType(String name) {
        super(name, IndexKind.TEXT);
    }

    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return normalise(spec, text);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return (String) canonical;
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return IndexValue.Text.of((String) canonical);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.TEXT;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.text(
                fields.apply(""), operator, operands, operand -> operand(spec, operand), Texts::foldedPart);
    }

    /** The index form of an operand of equality, or null if it is empty; a value's form unless the type says otherwise. */
    @Nullable
    IndexValue operand(AttributeSpec spec, Object operand) {
        Object canonical = normalise(spec, operand);
        return canonical == null ? null : indexMain(spec, canonical);
    }
}
