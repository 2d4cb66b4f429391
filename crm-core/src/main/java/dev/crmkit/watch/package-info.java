/** Watchers: who is told what happens to records. */
@NullMarked
package dev.crmkit.watch;

import org.jspecify.annotations.NullMarked;
