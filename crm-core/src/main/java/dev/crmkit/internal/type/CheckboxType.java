package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.query.Operator;
import dev.crmkit.spi.storage.Field;
import dev.crmkit.spi.storage.IndexKind;
import dev.crmkit.spi.storage.IndexValue;
import dev.crmkit.spi.storage.Predicate;
import dev.crmkit.spi.storage.TextFolding;
import dev.crmkit.type.Comparisons;
import dev.crmkit.type.EvaluationContext;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** CHECKBOX: yes or no. In comparisons an empty value counts as no; only the question for emptiness tells the two apart. */
final class CheckboxType extends BuiltInType {
    private static final IndexValue YES = new IndexValue.Code(1);
    private static final IndexValue NO = new IndexValue.Code(0);

    CheckboxType() {
        super("CHECKBOX", IndexKind.CODE);
    }

    @Override
    public Object normalise(AttributeSpec spec, Object input) {
        if (input instanceof Boolean) {
            return input;
        }
        throw Refusals.wrongType(input, "true or false");
    }

    @Override
    public Object parse(AttributeSpec spec, String text) {
        return switch (TextFolding.fold(WhiteSpace.strip(text))) {
            case "true", "yes", "y", "1" -> true;
            case "false", "no", "n", "0" -> false;
            default -> throw Refusals.malformed(text, "is not a yes or no. Write true, yes, y, 1 or false, no, n, 0");
        };
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return Boolean.TRUE.equals(canonical) ? "yes" : "no";
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return Boolean.TRUE.equals(canonical) ? YES : NO;
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.EQUALITY;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        Field field = fields.apply("");
        return switch (operator) {
            case NOT_IN -> compare(spec, fields, Operator.IN, operands, context).negate();
            case NEQ -> compare(spec, fields, Operator.EQ, operands, context).negate();
            case EQ, IN -> {
                Predicate exact = Comparisons.equality(
                        field, operator, operands, operand -> indexMain(spec, normalise(spec, operand)));
                yield operands.contains(false)
                        ? new Predicate.Any(List.of(exact, new Predicate.IsEmpty(field)))
                        : exact;
            }
            default -> Comparisons.emptiness(field, operator, operands);
        };
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }
}
