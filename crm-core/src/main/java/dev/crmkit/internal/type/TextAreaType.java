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

/** TEXTAREA: long text, stored apart. */
final class TextAreaType extends BuiltInType {
    private static final String MAX_LENGTH = "maxLength";

    TextAreaType() {
        super("TEXTAREA", IndexKind.LONG_TEXT);
    }

    @Override
    List<String> configKeys() {
        return List.of(MAX_LENGTH);
    }

    @Override
    void checkConfig(Config config) {
        config.checkWhole(MAX_LENGTH, 1, Texts.MAX_AREA);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        String area = Texts.area(input, Config.whole(spec, MAX_LENGTH, Texts.MAX_AREA));
        return area.isEmpty() ? null : area;
    }

    @Override
    public @Nullable Object parse(AttributeSpec spec, String text) {
        return normalise(spec, text);
    }

    @Override
    public String display(AttributeSpec spec, Object canonical) {
        return Texts.line(canonical);
    }

    @Override
    IndexValue indexMain(AttributeSpec spec, Object canonical) {
        return new IndexValue.LongText(TextFolding.fold((String) canonical));
    }

    @Override
    public Set<Operator> operators(AttributeSpec spec) {
        return Comparisons.LONG_TEXT;
    }

    @Override
    public Predicate compare(
            AttributeSpec spec,
            Function<String, Field> fields,
            Operator operator,
            List<@Nullable Object> operands,
            EvaluationContext context) {
        return Comparisons.text(fields.apply(""), operator, operands, TextOperands::whole, Texts::foldedAreaPart);
    }

    @Override
    public boolean supportsUnique(AttributeSpec spec) {
        return false;
    }

    @Override
    public boolean isLong() {
        return true;
    }
}
