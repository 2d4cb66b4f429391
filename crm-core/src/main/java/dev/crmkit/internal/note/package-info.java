/**
 * Notes; not API.
 */
@NullMarked
package dev.crmkit.internal.note;

import org.jspecify.annotations.NullMarked;
