package dev.crmkit.internal.mapping;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A person's name as its full form: while that stays the same, so do the parts, which a text does not tell. */
final class FullNameConversion implements Conversion {
    static final String FULL = "full";

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        return canonical instanceof Map<?, ?> name ? name.get(FULL) : null;
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        return held != null && held.equals(read(current)) ? current : held;
    }

    @Override
    public boolean isPartial() {
        return true;
    }
}
