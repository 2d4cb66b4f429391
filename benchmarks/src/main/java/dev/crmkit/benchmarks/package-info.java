/** What the engine takes, beside what hand-written tables take, in the same run on the same server. */
@NullMarked
package dev.crmkit.benchmarks;

import org.jspecify.annotations.NullMarked;
