/**
 * Attribute types: the socket for adding one ({@link dev.crmkit.type.AttributeType}). The built-in ones live in the engine.
 */
@NullMarked
package dev.crmkit.type;

import org.jspecify.annotations.NullMarked;
