/**
 * Exports: records taken out of a workspace as tables.
 */
@NullMarked
package dev.crmkit.exports;

import org.jspecify.annotations.NullMarked;
