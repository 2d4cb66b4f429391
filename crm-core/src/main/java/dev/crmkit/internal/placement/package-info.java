/** Where the records of objects are kept, and the jobs that move them. */
@NullMarked
package dev.crmkit.internal.placement;

import org.jspecify.annotations.NullMarked;
