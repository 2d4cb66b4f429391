package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.math.BigDecimal;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A type whose values are one exact number each. */
abstract class DecimalType extends BuiltInType {
    DecimalType(String name) {
        super(name, IndexKind.NUMBER);
    }

    /** Refuses a number that is outside the attribute's limits. */
    abstract void checkLimits(AttributeSpec spec, BigDecimal number);

    @Override
    public Object normalise(AttributeSpec spec, Object input) {
        BigDecimal number = Numbers.read(input);
        checkLimits(spec, number);
        return number;
    }

    @Override
    public Object parse(AttributeSpec spec, String text) {
        return normalise(spec, Numbers.parse(text));
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return Numbers.canonical((BigDecimal) stored);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return ((BigDecimal) canonical).toPlainString();
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return Numbers.index(canonical);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.ORDER;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.order(fields.apply(""), operator, operands, operand -> Numbers.index(Numbers.read(operand)));
    }
}
