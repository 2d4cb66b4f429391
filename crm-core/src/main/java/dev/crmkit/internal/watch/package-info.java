/** Watchers and notices over items. */
@NullMarked
package dev.crmkit.internal.watch;

import org.jspecify.annotations.NullMarked;
