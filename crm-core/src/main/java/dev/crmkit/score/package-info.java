/**
 * How well records fit products: criteria with weights, assessments by people, rules and models, totals and rankings.
 */
@NullMarked
package dev.crmkit.score;

import org.jspecify.annotations.NullMarked;
