package dev.crmkit.internal.type;

import java.util.Collection;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What counts as an empty value, whatever the type. Not instantiable. */
public final class Emptiness {
    private Emptiness() {}

    /** Null, text of white space only, and collections and maps that have nothing else in them. */
    public static boolean isEmpty(@Nullable Object input) {
        if (input == null) {
            return true;
        } else if (input instanceof String text) {
            return WhiteSpace.isBlank(text);
        } else if (input instanceof Collection<?> collection) {
            return collection.stream().allMatch(Emptiness::isEmpty);
        }
        return input instanceof Map<?, ?> map && map.values().stream().allMatch(Emptiness::isEmpty);
    }
}
