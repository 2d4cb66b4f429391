/**
 * Upkeep of indexes: what the workers do for them, and what is said of them.
 */
@NullMarked
package dev.crmkit.internal.index;

import org.jspecify.annotations.NullMarked;
