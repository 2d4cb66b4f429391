/**
 * Relations; not API.
 */
@NullMarked
package dev.crmkit.internal.relation;

import org.jspecify.annotations.NullMarked;
