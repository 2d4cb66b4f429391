/** Many threads at once: what a storage and the engine do under a crowd, and whether every write is there afterwards. */
@NullMarked
package dev.crmkit.benchmarks.crowd;

import org.jspecify.annotations.NullMarked;
