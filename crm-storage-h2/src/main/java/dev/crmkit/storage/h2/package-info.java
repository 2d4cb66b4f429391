/** Storage on H2, in a file or in memory. */
@NullMarked
package dev.crmkit.storage.h2;

import org.jspecify.annotations.NullMarked;
