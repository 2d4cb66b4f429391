package dev.crmkit.internal.mapping;

import org.jspecify.annotations.Nullable;

/** A {@code boolean}: false where the value is empty, and an empty value stays empty while it is false. */
final class FlagConversion implements Conversion {
    @Override
    public Object read(@Nullable Object canonical) {
        return Boolean.TRUE.equals(canonical);
    }

    @Override
    public @Nullable Object write(@Nullable Object held, @Nullable Object current) {
        return current == null && Boolean.FALSE.equals(held) ? null : held;
    }

    @Override
    public boolean isPartial() {
        return true;
    }
}
