/** Tests of the crowd. */
@NullMarked
package dev.crmkit.benchmarks.crowd;

import org.jspecify.annotations.NullMarked;
