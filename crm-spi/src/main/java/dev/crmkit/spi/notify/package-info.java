/** The notification socket: how the engine tells people what happened. */
@NullMarked
package dev.crmkit.spi.notify;

import org.jspecify.annotations.NullMarked;
