/**
 * Records that may be about the same thing: the rules by which they match, and finding them. Making one of them is the part of {@code dev.crmkit.merge}.
 */
@NullMarked
package dev.crmkit.duplicate;

import org.jspecify.annotations.NullMarked;
