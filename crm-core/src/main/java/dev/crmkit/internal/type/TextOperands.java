package dev.crmkit.internal.type;

import dev.crmkit.spi.storage.IndexValue;
import org.jspecify.annotations.Nullable;

/** Operands that are compared with one line of text. Not instantiable. */
public final class TextOperands {
    private TextOperands() {}

    /**
     * The index form of a whole text, or null if it is empty.
     *
     * @throws dev.crmkit.type.InvalidValueException if it is no text
     */
    public static IndexValue.@Nullable Text whole(Object operand) {
        String line = Texts.line(operand);
        return line.isEmpty() ? null : IndexValue.Text.of(line);
    }

    /**
     * The folded form of a part of a text, with the white space at its ends; empty if there is nothing else in it.
     *
     * @throws dev.crmkit.type.InvalidValueException if it is no text
     */
    public static String part(Object operand) {
        return Texts.foldedPart(operand);
    }
}
