package dev.crmkit.internal.table;

import dev.crmkit.internal.engine.Json;
import dev.crmkit.model.AttributeSpec;
import dev.crmkit.type.AttributeType;
import dev.crmkit.type.InvalidValueException;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Values that a plain text cannot tell, as an address with all its parts, stand in cells as JSON: an object, or a list of several. Not instantiable.
 */
public final class CompoundCells {
    /** Of these, a text is the value whatever it looks like. */
    private static final Set<String> TEXTS = Set.of("TEXT", "TEXTAREA", "EMAIL", "PHONE", "URL", "SELECT", "STATUS");

    private CompoundCells() {}

    /** The text of a value, given in its stored form. */
    static String write(Object stored) {
        return Json.write(stored);
    }

    /**
     * The canonical value of a cell with JSON in it; empty if there is none, or it is not a value of the type, so that the text may be read plainly.
     *
     * @param text not blank
     */
    public static Optional<Object> find(AttributeType type, AttributeSpec spec, String text) {
        char first = text.charAt(0);
        if ((first != '{' && first != '[') || TEXTS.contains(type.name())) {
            return Optional.empty();
        }
        return Json.findWhole(text)
                .filter(value -> value instanceof Map<?, ?> || value instanceof Collection<?>)
                .flatMap(value -> normalised(type, spec, value));
    }

    private static Optional<Object> normalised(AttributeType type, AttributeSpec spec, Object value) {
        if ((value instanceof Map<?, ?> map && map.isEmpty())
                || (value instanceof Collection<?> members && members.isEmpty())) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(type.normalise(spec, value));
        } catch (InvalidValueException e) {
            return Optional.empty();
        }
    }
}
