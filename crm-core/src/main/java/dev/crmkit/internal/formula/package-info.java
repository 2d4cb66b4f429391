/** Formulas and roll-ups: their language, what they need, and how they are computed. */
@NullMarked
package dev.crmkit.internal.formula;

import org.jspecify.annotations.NullMarked;
