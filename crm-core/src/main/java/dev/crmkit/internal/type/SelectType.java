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

/** SELECT: one option, by id. */
class SelectType extends BuiltInType {
    SelectType() {
        this("SELECT");
    }

    SelectType(String name) {
        super(name, IndexKind.CHOICE);
    }

    @Override
    void checkOptions(Config config) {
        Options.check(config, false);
    }

    @Override
    public Object normalise(AttributeSpec spec, Object input) {
        return Options.offered(spec, input).id();
    }

    @Override
    public Object parse(AttributeSpec spec, String text) {
        return Options.offered(spec, Options.named(spec, text).id()).id();
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return Options.title(spec, (String) canonical);
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return new IndexValue.Choice((String) canonical);
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
        return Comparisons.equality(
                fields.apply(""),
                operator,
                operands,
                operand -> new IndexValue.Choice(Options.known(spec, operand).id()));
    }
}
