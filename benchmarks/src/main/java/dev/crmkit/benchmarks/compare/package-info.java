/**
 * The layout of the product beside hand-written tables and the layouts that others use: the same records and the same questions on one server, in the same run.
 */
@NullMarked
package dev.crmkit.benchmarks.compare;

import org.jspecify.annotations.NullMarked;
