/**
 * Tables as spreadsheets.
 */
@NullMarked
package dev.crmkit.xlsx;

import org.jspecify.annotations.NullMarked;
