/**
 * Scores, kept as items of the records; not API.
 */
@NullMarked
package dev.crmkit.internal.score;

import org.jspecify.annotations.NullMarked;
