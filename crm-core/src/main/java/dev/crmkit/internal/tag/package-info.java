/** Tags over items. */
@NullMarked
package dev.crmkit.internal.tag;

import org.jspecify.annotations.NullMarked;
