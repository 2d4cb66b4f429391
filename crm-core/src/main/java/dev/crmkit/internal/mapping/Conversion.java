package dev.crmkit.internal.mapping;

import org.jspecify.annotations.Nullable;

/** Between the canonical values of an attribute and what a component of a Java record holds. Thread-safe. */
interface Conversion {

    /**
     * What the component holds.
     *
     * @param canonical the value, or null if it is empty
     * @throws dev.crmkit.type.InvalidValueException if the component cannot hold it; the reason follows the attribute's name
     */
    @Nullable
    Object read(@Nullable Object canonical);

    /**
     * What to give to the attribute's type.
     *
     * @param held what the component holds
     * @param current the canonical value that is stored now; null if there is none, or it was not asked for
     */
    @Nullable
    Object write(@Nullable Object held, @Nullable Object current);

    /** Whether the component shows less than the whole value, so that writing needs the rest. */
    default boolean isPartial() {
        return false;
    }
}
