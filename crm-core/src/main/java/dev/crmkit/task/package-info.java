/**
 * Tasks: who does what by when.
 */
@NullMarked
package dev.crmkit.task;

import org.jspecify.annotations.NullMarked;
