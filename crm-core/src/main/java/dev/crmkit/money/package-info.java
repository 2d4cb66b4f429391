/**
 * Named tables of exchange rates, by which reports convert money.
 */
@NullMarked
package dev.crmkit.money;

import org.jspecify.annotations.NullMarked;
