/** That the benchmarks run and compare like with like. */
@NullMarked
package dev.crmkit.benchmarks;

import org.jspecify.annotations.NullMarked;
