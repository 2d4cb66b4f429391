/** That the comparison compares like with like, and reports what it found. */
@NullMarked
package dev.crmkit.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
