/**
 * Bringing the layout up to date.
 */
@NullMarked
package dev.crmkit.storage.jooq.internal.migration;

import org.jspecify.annotations.NullMarked;
