/**
 * Tables of exchange rates; not API.
 */
@NullMarked
package dev.crmkit.internal.money;

import org.jspecify.annotations.NullMarked;
