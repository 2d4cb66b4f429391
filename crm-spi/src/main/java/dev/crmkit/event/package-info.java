/**
 * What happened: the events that every committed change leaves behind.
 */
@NullMarked
package dev.crmkit.event;

import org.jspecify.annotations.NullMarked;
