/**
 * Several records that are about the same thing become one, and several again.
 */
@NullMarked
package dev.crmkit.merge;

import org.jspecify.annotations.NullMarked;
