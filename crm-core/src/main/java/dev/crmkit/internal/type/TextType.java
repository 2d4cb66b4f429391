package dev.crmkit.internal.type;

import dev.crmkit.model.AttributeSpec;
import dev.crmkit.spi.storage.IndexValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** TEXT: one line. */
final class TextType extends LineType {
    private static final String MAX_LENGTH = "maxLength";

    TextType() {
        super("TEXT");
    }

    @Override
    List<String> configKeys() {
        return List.of(MAX_LENGTH);
    }

    @Override
    void checkConfig(Config config) {
        config.checkWhole(MAX_LENGTH, 1, Texts.MAX_LINE);
    }

    @Override
    public @Nullable Object normalise(AttributeSpec spec, Object input) {
        String line = Texts.line(input, Config.whole(spec, MAX_LENGTH, Texts.MAX_LINE));
        return line.isEmpty() ? null : line;
    }

    /** A text that is longer than the attribute allows may be asked for: no value equals it. */
    @Override
    @Nullable
    IndexValue operand(AttributeSpec spec, Object operand) {
        return TextOperands.whole(operand);
    }
}
