/**
 * The one condition language ({@link dev.crmkit.query.Filter}) and what is asked with it: lists, counts, groups.
 *
 * <p>These are the caller's words; what a storage is asked is {@code dev.crmkit.spi.storage.Predicate}.
 */
@NullMarked
package dev.crmkit.query;

import org.jspecify.annotations.NullMarked;
