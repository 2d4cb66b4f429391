/**
 * Changes of definitions, with what they mean for records; not API.
 */
@NullMarked
package dev.crmkit.internal.catalog;

import org.jspecify.annotations.NullMarked;
