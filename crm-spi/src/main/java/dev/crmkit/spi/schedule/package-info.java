/**
 * The scheduler socket: who calls the worker runtime, and when.
 */
@NullMarked
package dev.crmkit.spi.schedule;

import org.jspecify.annotations.NullMarked;
