/** The engine's own scheduler. The only package that starts threads. */
@NullMarked
package dev.crmkit.schedule;

import org.jspecify.annotations.NullMarked;
