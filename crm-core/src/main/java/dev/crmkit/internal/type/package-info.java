/** The built-in attribute types and the registry that finds a type by name. */
@NullMarked
package dev.crmkit.internal.type;

import org.jspecify.annotations.NullMarked;
