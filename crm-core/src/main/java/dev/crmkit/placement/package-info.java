/**
 * Where the records of objects are kept: with others, or by themselves once they are many.
 */
@NullMarked
package dev.crmkit.placement;

import org.jspecify.annotations.NullMarked;
