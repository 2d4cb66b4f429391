/** Imports: mappings, rows, steps, what is kept of an import, and the job that does it. */
@NullMarked
package dev.crmkit.internal.imports;

import org.jspecify.annotations.NullMarked;
