/**
 * The one write path and the questions about records; not API.
 */
@NullMarked
package dev.crmkit.internal.record;

import org.jspecify.annotations.NullMarked;
