/** An import of a large file against COPY into a hand-written table, by processes that are killed on the way. */
@NullMarked
package dev.crmkit.benchmarks.imports;

import org.jspecify.annotations.NullMarked;
