/**
 * Notes that people write on records.
 */
@NullMarked
package dev.crmkit.note;

import org.jspecify.annotations.NullMarked;
