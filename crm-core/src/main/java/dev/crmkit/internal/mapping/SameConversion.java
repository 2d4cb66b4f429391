package dev.crmkit.internal.mapping;

import org.jspecify.annotations.Nullable;

/**
 * The component holds the canonical value itself.
 *
 * @param held the class of the component
 */
record SameConversion(Class<?> held) implements Conversion {

    @Override
    public @Nullable Object read(@Nullable Object canonical) {
        if (canonical != null && !held.isInstance(canonical)) {
            throw MappingFaults.unreadable(
                    canonical, "is a " + JavaTypes.name(canonical.getClass()) + ", not a " + JavaTypes.name(held));
        }
        return canonical;
    }

    @Override
    public @Nullable Object write(@Nullable Object value, @Nullable Object current) {
        return value;
    }
}
