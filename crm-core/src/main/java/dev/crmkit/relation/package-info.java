/**
 * Relations between records, seen from both sides.
 */
@NullMarked
package dev.crmkit.relation;

import org.jspecify.annotations.NullMarked;
