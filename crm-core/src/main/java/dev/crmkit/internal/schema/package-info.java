/**
 * Definitions as the engine keeps them; not API.
 */
@NullMarked
package dev.crmkit.internal.schema;

import org.jspecify.annotations.NullMarked;
