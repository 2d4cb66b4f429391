package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** DATE: a calendar day, which has no zone. */
final class DateType extends BuiltInType {
    DateType() {
        super("DATE", IndexKind.MOMENT);
    }

    @Override
    public Object normalise(AttributeSpec spec, Object input) {
        return Times.day(input);
    }

    @Override
    public Object parse(AttributeSpec spec, String text) {
        return Times.day(text);
    }

    @Override
    public Object store(AttributeSpec spec, Object canonical) {
        return canonical.toString();
    }

    @Override
    public Object restore(AttributeSpec spec, Object stored) {
        return LocalDate.parse((String) stored);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return canonical.toString();
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return Times.index((LocalDate) canonical);
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.TIME;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.days(
                fields.apply(""), operator, operands, operand -> Times.index(Times.day(operand)), context);
    }
}
