/**
 * What every part of the engine stands on: transactions, clock, ids, JSON, cursors; not API.
 */
@NullMarked
package dev.crmkit.internal.engine;

import org.jspecify.annotations.NullMarked;
