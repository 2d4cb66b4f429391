package dev.crmkit.event;

import org.jspecify.annotations.Nullable;

/**
 * What happened to one attribute. Immutable.
 *
 * @param before the canonical value before, or null if it was empty
 * @param after the canonical value after, or null if it is empty
 */
public record Change(@Nullable Object before, @Nullable Object after) {}
