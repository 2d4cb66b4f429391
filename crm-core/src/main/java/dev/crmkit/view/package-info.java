/**
 * Saved views: what a table, board, calendar, timeline or gallery shows, kept under a name and run by whoever may see it.
 */
@NullMarked
package dev.crmkit.view;

import org.jspecify.annotations.NullMarked;
