/**
 * Tasks; not API.
 */
@NullMarked
package dev.crmkit.internal.task;

import org.jspecify.annotations.NullMarked;
