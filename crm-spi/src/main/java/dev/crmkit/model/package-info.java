/**
 * Immutable values that everyone shares: objects, attributes, records, actors. No behaviour of the engine lives here.
 */
@NullMarked
package dev.crmkit.model;

import org.jspecify.annotations.NullMarked;
