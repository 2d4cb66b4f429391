package dev.crmkit.view;

import org.jspecify.annotations.Nullable;

/**
 * The picture of a card: one of the two. Immutable.
 *
 * @param file the id of the first file of the attribute that is a picture, or null
 * @param url the address, or null
 */
public record ViewCover(@Nullable String file, @Nullable String url) {}
