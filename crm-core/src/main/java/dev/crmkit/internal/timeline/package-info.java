/**
 * The log; not API.
 */
@NullMarked
package dev.crmkit.internal.timeline;

import org.jspecify.annotations.NullMarked;
